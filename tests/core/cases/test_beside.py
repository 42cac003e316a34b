"""What a plug-in does on a case itself: a version and events, no state; clocks of its own that end with what they time."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.access.viewer import Viewer
from core.cases.beside import beside
from core.cases.change import Change
from core.cases.inputs.subject import OnCase
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb as V
from core.cases.write import write
from core.db.uow import unit_of_work
from core.deadlines.budget import Budget, Mode
from core.deadlines.fire import fire_due
from core.errors import NotAllowed, NotFound, Refused, Stale
from core.ids import new_id
from tests.core.cases.desk import Desk
from tests.core.cases.probe import REFER, case, dispatched, events, holding, probing, unsound

ADVICE = "PROBE_ADVICE"
RULE = f"probe/{ADVICE}/standard"
DAY = Budget(minutes=24 * 60, mode=Mode.CLOCK)
Doing = Callable[[Change], object]


@pytest.fixture
def desk(desk: Desk) -> Iterator[Desk]:
    """With the plug-in on in the district of every case."""
    with probing(desk):
        yield desk


async def refer(
    desk: Desk, case_id: UUID, *doing: Doing, by: Viewer | None = None, expected: int | None = None
) -> Outcome:
    desk.move_on()
    async with unit_of_work(desk.office.pool, desk.office.services) as uow:
        on = OnCase(case_id=case_id, expected_version=expected)
        change = await beside(uow, by or holding(desk, "operator"), REFER, on)
        for do in doing:
            do(change)
        return await write(change)


async def clock(desk: Desk, case_id: UUID, kind: str = ADVICE) -> dict[str, Any]:
    (found,) = [dict(row) for row in (await desk.facts(case_id)).clocks if row["kind"] == kind]
    return found


def started(change: Change) -> None:
    change.start_clock(ADVICE, DAY, RULE)


async def test_it_writes_a_version_and_its_events_and_leaves_the_state(desk: Desk) -> None:
    case_id = await case(desk)
    outcome = await refer(desk, case_id, lambda change: change.event_of("probe/told", desk="legal"))

    facts, actor = await desk.facts(case_id), str(desk.viewer("operator").id)
    assert (outcome.version, facts.version, facts.state) == (2, 2, CaseState.RECEIVED)
    assert (await events(desk, case_id))[1:] == [(2, REFER, actor), (2, "probe/told", actor)]
    assert facts.row["last_event_type"] == REFER
    assert await unsound(desk) == []


async def test_it_is_refused_like_every_command(desk: Desk) -> None:
    case_id = await case(desk)
    with pytest.raises(NotFound):
        await refer(desk, new_id())
    with pytest.raises(NotFound):
        await refer(desk, case_id, by=desk.viewer("administrator"))
    with pytest.raises(NotAllowed):
        await refer(desk, case_id, by=holding(desk, "dispatcher"))
    with pytest.raises(Stale):
        await refer(desk, case_id, expected=7)
    assert (await desk.facts(case_id)).version == 1


async def test_it_is_refused_where_the_plug_in_is_off(desk: Desk) -> None:
    case_id = await case(desk)
    with probing(desk, on=()), pytest.raises(Refused) as refusal:
        await refer(desk, case_id)

    assert (refusal.value.code.code, refusal.value.params) == ("PLUGIN_DISABLED", {"plugin": "probe"})


@pytest.mark.parametrize(
    ("do", "error"),
    [
        (lambda change: change.event_of("legal_desk/told"), "begin it with probe/"),
        (lambda change: change.start_clock("HANDLING", DAY, "probe/HANDLING/x"), "a clock of the core's"),
        (lambda change: change.end_clock("HANDLING"), "a clock of the core's"),
        (lambda change: change.cancel_clock("HANDLING"), "a clock of the core's"),
        (lambda change: change.start_clock(ADVICE, DAY, "taian@2/HANDLING/x"), f"write probe/{ADVICE}/"),
    ],
)
async def test_what_is_the_core_s_or_another_s_is_not_a_plug_in_s_to_write(desk: Desk, do: Doing, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        await refer(desk, await case(desk), do)


async def test_one_clock_of_a_kind_runs_at_a_time(desk: Desk) -> None:
    case_id = await case(desk)
    await refer(desk, case_id, started)
    with pytest.raises(ValueError, match="is open already"):
        await refer(desk, case_id, started)
    await refer(desk, case_id, lambda change: change.cancel_clock(ADVICE), started)

    states = [row["state"] for row in (await desk.facts(case_id)).clocks if row["kind"] == ADVICE]
    assert sorted(states) == ["CANCELLED", "RUNNING"]


async def test_one_started_while_the_case_was_merged_is_not_joined_by_the_one_before(desk: Desk) -> None:
    case_id = await case(desk)
    await refer(desk, case_id, started)
    await desk.act(V.MERGE_CASES, case_id)
    await refer(desk, case_id, started)
    await desk.act(V.UNMERGE_CASE, case_id)

    states = [row["state"] for row in (await desk.facts(case_id)).clocks if row["kind"] == ADVICE]
    assert sorted(states) == ["CANCELLED", "RUNNING"]
    assert await unsound(desk) == []


async def test_it_moves_no_case(desk: Desk) -> None:
    with pytest.raises(LookupError, match="probe/refer is no verb of the life cycle"):
        await refer(desk, await case(desk), lambda change: change.move(CaseState.CLOSED))


async def test_its_clock_has_cards_and_counts_for_the_case(desk: Desk) -> None:
    case_id = await case(desk)
    await refer(desk, case_id, started)
    running = await clock(desk, case_id)
    assert (running["state"], running["rule"]) == ("RUNNING", RULE)
    assert running["due_at"] == running["started_at"] + timedelta(days=1)
    assert (await desk.facts(case_id)).row["due_at"] <= running["due_at"]

    desk.move_on(timedelta(days=2))
    await fire_due(desk.office.pool, desk.office.services)

    late = await clock(desk, case_id)
    assert late["warned_at"] == late["yellow_at"]
    assert late["breached_at"] == late["due_at"]
    assert await unsound(desk) == []


@pytest.mark.parametrize(("end", "state"), [(Change.end_clock, "MET"), (Change.cancel_clock, "CANCELLED")])
async def test_the_plug_in_ends_its_clock(desk: Desk, end: Callable[[Change, str], None], state: str) -> None:
    case_id = await case(desk)
    await refer(desk, case_id, started)
    await refer(desk, case_id, lambda change: end(change, ADVICE))
    await refer(desk, case_id, lambda change: end(change, ADVICE))

    assert (await clock(desk, case_id))["state"] == state
    assert await unsound(desk) == []


async def test_its_clock_ends_with_the_case_and_one_started_afterwards_runs(desk: Desk) -> None:
    case_id = await case(desk)
    await refer(desk, case_id, started)
    await desk.act(V.ANSWER_CASE, case_id)
    assert (await clock(desk, case_id))["state"] == "CANCELLED"

    await refer(desk, case_id, lambda change: change.start_clock("PROBE_VISIT", DAY, "probe/PROBE_VISIT/standard"))
    await desk.act(V.RECORD_CALLBACK, case_id)

    assert (await clock(desk, case_id, "PROBE_VISIT"))["state"] == "RUNNING"
    assert await unsound(desk) == []


async def test_an_assignment_s_clock_ends_with_the_assignment(desk: Desk) -> None:
    case_id, part = await dispatched(desk)
    await refer(desk, case_id, lambda change: change.start_clock(ADVICE, DAY, RULE, assignment_id=part))
    await desk.act(V.REQUEST_RETURN, part)
    await desk.act(V.APPROVE_RETURN, part)

    ended = await clock(desk, case_id)
    assert (ended["state"], ended["assignment_id"]) == ("CANCELLED", part)
    assert await unsound(desk) == []


async def test_a_merge_lets_its_clocks_stand(desk: Desk) -> None:
    case_id, part = await dispatched(desk)
    await refer(
        desk,
        case_id,
        started,
        lambda change: change.start_clock("PROBE_PART", DAY, "probe/PROBE_PART/x", assignment_id=part),
    )
    before = {row["id"]: row["due_at"] for row in (await desk.facts(case_id)).clocks}
    await desk.act(V.MERGE_CASES, case_id)
    assert {(await clock(desk, case_id, kind))["state"] for kind in (ADVICE, "PROBE_PART")} == {"CANCELLED"}
    assert await unsound(desk) == []

    await desk.act(V.UNMERGE_CASE, case_id)

    for kind in (ADVICE, "PROBE_PART"):
        row = await clock(desk, case_id, kind)
        assert (row["state"], row["due_at"]) == ("RUNNING", before[row["id"]] + timedelta(minutes=1))
    assert await unsound(desk) == []
