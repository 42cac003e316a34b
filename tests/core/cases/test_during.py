"""What plug-ins write with a command: in its transaction, with its version, and not at all when they fail."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from core.cases.model import case_correction
from core.cases.states import CaseState
from core.cases.verbs import Verb as V
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused
from core.events.record import NewEvent
from core.ids import new_id
from core.plugin.errors import HookFailed
from core.plugin.views import CaseEvent, CaseView
from tests.core.cases.desk import Desk
from tests.core.cases.probe import case, dispatched, events, probing, unsound

FULL = ErrorCode("PROBE_FULL", "已满。", "It is full.", plugin="probe")


async def during_case_event(event: CaseEvent) -> Sequence[NewEvent] | None:
    return [NewEvent("probe/noted", body={"of": event.type})] if event.type == "answerCase" else None


async def test_its_events_join_the_command_s_version_after_the_command_s_own(desk: Desk) -> None:
    case_id = await case(desk)
    with probing(desk, during_case_event):
        await desk.act(V.ANSWER_CASE, case_id)

    operator = str(desk.viewer("operator").id)
    assert (await events(desk, case_id))[1:] == [(2, "answerCase", operator), (2, "probe/noted", operator)]
    assert await unsound(desk) == []


async def test_every_event_of_a_command_is_shown_with_the_case_as_it_leaves_it(desk: Desk) -> None:
    shown: list[tuple[CaseEvent, CaseView]] = []

    async def during_case_event(event: CaseEvent, case: CaseView) -> None:
        shown.append((event, case))

    with probing(desk, during_case_event):
        case_id, part = await dispatched(desk)

    assert [(one.type, view.state, view.version) for one, view in shown] == [
        ("registerCase", CaseState.RECEIVED, 1),
        ("acceptCase", CaseState.PENDING_DISPATCH, 2),
        ("dispatchCase", CaseState.IN_PROGRESS, 3),
        ("assigned", CaseState.IN_PROGRESS, 3),
    ]
    told, view = shown[-1]
    assert (told.case_id, told.case_version, told.assignment_id, told.gate) == (case_id, 3, part, "370902")
    assert told.actor == desk.viewer("dispatcher").id
    assert view == shown[-2][1]
    assert [one.id for one in view.assignments] == [part]
    async with desk.office.pool.acquire() as connection:
        kept = await connection.fetch("select id from case_event where case_id = $1", case_id)
    assert {row["id"] for row in kept} == {one.id for one, _ in shown}


async def test_its_rows_are_written_with_the_command_or_not_at_all(desk: Desk) -> None:
    async def during_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
        note = {
            "id": new_id(),
            "case_id": event.case_id,
            "changes": {},
            "reason": "x",
            "by": UUID(int=1),
            "at": uow.now,
        }
        await uow.insert(case_correction, [note])
        if event.type == "acceptCase":
            raise RuntimeError

    with probing(desk, during_case_event):
        case_id = await case(desk)
        with pytest.raises(HookFailed):
            await desk.act(V.ACCEPT_CASE, case_id)

    async with desk.office.pool.acquire() as connection:
        assert await connection.fetchval("select count(*) from case_correction where case_id = $1", case_id) == 1
    assert [type_ for _, type_, _ in await events(desk, case_id)] == ["registerCase"]


async def test_what_it_refuses_is_refused(desk: Desk) -> None:
    async def during_case_event(event: CaseEvent) -> None:
        raise Refused(FULL)

    case_id = await case(desk)
    with probing(desk, during_case_event), pytest.raises(Refused, match="PROBE_FULL"):
        await desk.act(V.ANSWER_CASE, case_id)
    assert (await desk.facts(case_id)).version == 1


@pytest.mark.parametrize("type_", ["answerCase", "legal_desk/noted", "probes/noted"])
async def test_it_records_no_event_of_the_core_s_or_of_another(desk: Desk, type_: str) -> None:
    async def during_case_event(event: CaseEvent) -> Sequence[NewEvent]:
        return [NewEvent(type_)]

    case_id = await case(desk)
    with probing(desk, during_case_event), pytest.raises(HookFailed, match="during_case_event: nonsense"):
        await desk.act(V.ANSWER_CASE, case_id)


async def test_it_is_not_asked_where_it_is_off(desk: Desk) -> None:
    async def during_case_event(event: CaseEvent) -> None:
        raise RuntimeError

    with probing(desk, during_case_event, on=("370911",)):
        await dispatched(desk)
