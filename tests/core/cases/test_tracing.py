"""Events tell of the trace of their request, but for what a reporter said and for cases that are kept closer."""

from typing import Any

from core.cases.commands.accept_case import accept_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.intake import RegisterCase
from core.cases.inputs.triage import AcceptCase
from core.cases.states import Channel, Kind, Role, Secrecy
from core.db.uow import unit_of_work
from core.events.queues import entries, read_queues
from core.events.sequence import step
from core.events.verify import verify, verify_queues
from core.retention.acts import anonymise
from tests.core.events.queueing import HOUSING, opened
from tests.support.office import Office

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
_TOLD = "select type, traceparent from case_event order by case_version, seq"


async def traced(office: Office, command: Any, role: str, input: object) -> Any:
    async with unit_of_work(office.pool, office.services, TRACE) as uow:
        return await command(uow, office.viewer(role), input)


async def worked_on(office: Office, **more: Any) -> Any:
    """A case that was registered, accepted and dispatched to housing, each as part of the trace."""
    details: dict[str, Any] = {
        "kind": Kind.HELP_REQUEST,
        "title": "路灯不亮",
        "content": "路灯不亮",
        "district": "370902",
    }
    done = await traced(office, register_case, "operator", RegisterCase(channel=Channel.PHONE, **(details | more)))
    await traced(office, accept_case, "operator", AcceptCase(case_id=done.case_id, category="9900"))
    unit_id = await office.pool.fetchval("select id from unit where code = 'ta-housing'")
    target = DispatchTarget(unit_id=unit_id, role=Role.LEAD, basis="三定规定")
    await traced(office, dispatch_case, "dispatcher", DispatchCase(case_id=done.case_id, targets=(target,)))
    while await step(office.pool):
        pass
    return done.case_id


async def told(office: Office) -> dict[str, str | None]:
    return {row["type"]: row["traceparent"] for row in await office.pool.fetch(_TOLD)}


async def test_what_staff_does_tells_its_trace_and_what_the_reporter_says_does_not(office: Office) -> None:
    await worked_on(office)

    assert await told(office) == {"registerCase": None, "acceptCase": TRACE, "dispatchCase": TRACE, "assigned": TRACE}


async def test_a_confidential_case_tells_none(office: Office) -> None:
    await worked_on(office, secrecy=Secrecy.PRIVACY)

    assert set((await told(office)).values()) == {None}


async def test_a_queue_s_reader_sees_it_and_no_chain_holds_it(office: Office) -> None:
    await opened(office)
    await worked_on(office)
    [entry, *_] = await entries(office.read, HOUSING, 0, 1)
    assert entry.event.traceparent == TRACE

    await office.pool.execute("update case_event set traceparent = null")

    assert await verify(office.read) is None
    assert await verify_queues(office.read) == {}
    await office.pool.execute("truncate work_queue, queue_state, queue_entry")
    office.services.queues = await read_queues(office.read)


async def test_it_goes_when_the_case_is_anonymised(office: Office) -> None:
    case_id = await worked_on(office)
    row = await office.pool.fetchrow("select * from case_file where id = $1", case_id)
    async with unit_of_work(office.pool, office.services) as uow:
        await anonymise(uow, [row], store=None)  # type: ignore[arg-type]  # the case has no file

    assert set((await told(office)).values()) == {None}
