"""Who looked by access code is in the log: which case, which answers, from where."""

from uuid import UUID

from core.audit.record import REPORTER
from core.audit.who_saw import Sight, case_numbered, who_saw
from core.cases.commands.answer_case import answer_case
from core.cases.inputs.intake import AnswerCase
from core.db.read import Row
from core.db.uow import unit_of_work
from core.events.sequence import step
from core.events.verify import verify
from core.reporters.look import looked
from core.reporters.queries import own_case
from core.tables import CORE
from tests.core.audit.desk import accesses
from tests.core.reporters.test_access import SOURCE, ask, refused, register
from tests.support.office import Office


async def look(office: Office, case_id: UUID, source: str = SOURCE, account: UUID | None = None) -> Row:
    """The event of one look."""
    async with unit_of_work(office.pool, office.services) as uow:
        await looked(uow, await own_case(uow, office.services.keys, case_id), source, account)
    return (await accesses(office))[-1]


async def _sights(office: Office, number: str) -> list[Sight]:
    case = await case_numbered(office.read, number)
    assert case is not None
    return await who_saw(office.read, CORE, case)


async def test_the_reporter_is_named_with_what_was_shown(office: Office) -> None:
    # given a case with an answer, and another one
    id_, number, _ = await register(office)
    _, other, _ = await register(office)
    await office.run(answer_case, "operator", AnswerCase(case_id=id_, reply="请拨打供电服务热线。"))
    # when its reporter looks
    event = await look(office, id_)
    # then it is a look of his at both, and nobody's at the other case
    answer = await office.pool.fetchval("select id from triage where told_sealed is not null")
    assert (event["act"], event["actors"], event["case_id"]) == ("ACCESS_CODE", [REPORTER], id_)
    assert event["seen"] == {"case_file.case_no": [str(id_)], "triage.told": [str(answer)]}
    (sight,) = await _sights(office, number)
    assert (sight.act, sight.subject, sight.columns) == (
        "ACCESS_CODE", "reporter", ("case_file.case_no", "triage.told"),
    )  # fmt: skip
    assert sight.name == f"by access code, from {event['source'].hex()}"
    assert await _sights(office, other) == []


async def test_one_source_is_told_from_another_and_none_is_written_down(office: Office) -> None:
    id_, _, code = await register(office)
    events = [await look(office, id_, source) for source in (SOURCE, SOURCE, "203.0.113.9")]
    first, again, elsewhere = (event["source"] for event in events)
    assert first == again != elsewhere
    kept = str(await office.pool.fetch("select e::text from access_event e"))
    assert all(text not in kept and text.encode().hex() not in kept for text in (SOURCE, "203.0.113.9", code))


async def test_an_account_that_forwards_the_look_has_seen_it_too(office: Office) -> None:
    id_, number, _ = await register(office)
    portal = office.viewer("operator")
    await look(office, id_, account=portal.id)
    assert [one.subject for one in await _sights(office, number)] == [portal.subject, "reporter"]


async def test_it_is_chained(office: Office) -> None:
    id_, _, _ = await register(office)
    await look(office, id_)
    while await step(office.pool):
        pass
    assert await verify(office.read) is None
    await office.pool.execute("update access_event set source = null")
    assert await verify(office.read) is not None


async def test_a_failed_try_is_counted_and_is_no_look(office: Office) -> None:
    _, number, code = await register(office)
    assert [await ask(office, number, "WRONG") for _ in range(5)] == [None] * 5
    assert await refused(office, number, code) == "ACCESS_TRIES_EXHAUSTED"
    assert await accesses(office) == []
