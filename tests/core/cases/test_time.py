"""Extensions, shelving, promises and the golden dates of a case (Art. 15(4), 18, 20)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from core.assignments.model import commitment
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role, Urgency
from core.cases.verbs import Verb as V
from core.clock import SHANGHAI
from core.deadlines.fire import fire_due
from core.deadlines.kinds import ClockKind
from tests.core.cases.desk import Desk
from tests.core.cases.drive import Drive, Scene, Wanted
from tests.core.cases.situations import due

_PROMISE = select(commitment.c.outcome).where(commitment.c.id == bindparam("id"))


@pytest.fixture
def desk(drive: Drive) -> Desk:
    return drive.desk


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


async def dispatched_at(desk: Desk, instant: datetime, category: str, **values: Any) -> Scene:
    """Registered, accepted and dispatched within two minutes that end at the instant."""
    desk.turn_to(instant - timedelta(minutes=3))
    scene = Scene(desk, (await desk.act(V.REGISTER_CASE, **values)).case_id, instant)
    await desk.act(V.ACCEPT_CASE, scene.case_id, category=category)
    targets = (DispatchTarget(unit_id=desk.world.units["370902"], role=Role.LEAD, basis="属地管理"),)
    await desk.act(V.DISPATCH_CASE, scene.case_id, targets=targets)
    scene.parts["top"] = (await desk.facts(scene.case_id)).assignments[0].id
    return scene


async def test_friday_at_five_to_six_gives_five_whole_working_days(desk: Desk) -> None:
    scene = await dispatched_at(desk, local(20, 17, 55), "010101")
    assert await due(scene, ClockKind.HANDLING) == local(27, 18)
    assert await due(scene, ClockKind.ACCEPTANCE) == local(23, 18)


async def test_water_at_three_in_the_morning_of_a_holiday_runs_around_the_clock(desk: Desk) -> None:
    scene = await dispatched_at(desk, local(2, 3, month=10), "160101")
    assert await due(scene, ClockKind.ACCEPTANCE) == local(2, 3, 30, month=10)
    assert await due(scene, ClockKind.HANDLING) == local(3, 3, month=10)


async def test_life_in_danger_is_accepted_within_a_quarter_of_an_hour(desk: Desk) -> None:
    scene = await dispatched_at(desk, local(21, 3), "010101", urgency=Urgency.LIFE_DANGER)
    assert await due(scene, ClockKind.ACCEPTANCE) == local(21, 3, 15)


async def test_a_utility_s_day_is_not_extended_by_working_days(desk: Desk) -> None:
    scene = await dispatched_at(desk, local(16, 10), "160101")
    await desk.act(V.ACCEPT_ASSIGNMENT, scene.subject)
    refusal = await desk.refuse(V.REQUEST_EXTENSION, scene.subject)
    assert (refusal.code.code, refusal.field) == ("NOT_EXTENDABLE", ("input", "days"))


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"days": 0}, "days", "OUT_OF_RANGE"),
        ({"days": 11}, "days", "OUT_OF_RANGE"),
        ({"explanation": ""}, "explanation", "REQUIRED"),
        ({"citizen_told_at": datetime(2026, 12, 1, tzinfo=UTC)}, "citizenToldAt", "TOLD_IN_FUTURE"),
    ],
)
async def test_an_extension_is_bounded_explained_and_told(
    drive: Drive, values: dict[str, Any], field: str, code: str
) -> None:
    scene = await drive.to(Wanted(A.IN_HANDLING))
    refusal = await drive.desk.refuse(V.REQUEST_EXTENSION, scene.subject, **values)
    assert (refusal.code.code, refusal.field) == (code, ("input", field))


async def test_all_extensions_together_stay_below_the_cap(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.IN_HANDLING))
    await desk.act(V.REQUEST_EXTENSION, scene.subject, days=6)
    await desk.act(V.APPROVE_EXTENSION, scene.subject)
    refusal = await desk.refuse(V.REQUEST_EXTENSION, scene.subject, days=5)
    assert (refusal.code.code, refusal.params["times"]) == ("EXTENSIONS_EXHAUSTED", 2)
    await desk.act(V.REQUEST_EXTENSION, scene.subject, days=4)
    await desk.act(V.APPROVE_EXTENSION, scene.subject)
    assert await due(scene, ClockKind.HANDLING) == local(7, 18, month=12)


async def test_an_extension_asked_for_in_time_and_granted_late_leaves_the_breach_written(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.IN_HANDLING, open=frozenset({"extension"})))
    first = await due(scene, ClockKind.HANDLING)
    desk.turn_to(first + timedelta(hours=1))
    await fire_due(desk.office.pool, desk.office.services)
    await desk.act(V.APPROVE_EXTENSION, scene.subject)

    row = (await desk.facts(scene.case_id)).clock(ClockKind.HANDLING, scene.subject)
    assert row is not None
    assert (row["breached_at"], row["due_at"]) == (first, local(26, 18))


async def test_a_shelved_part_is_looked_at_within_half_a_year(drive: Drive) -> None:
    scene = await drive.fresh(Wanted(A.IN_HANDLING))
    today = local(16, 0).date()
    for days in (0, 181):
        refusal = await drive.desk.refuse(V.SHELVE_ASSIGNMENT, scene.subject, review_on=today + timedelta(days=days))
        assert (refusal.code.code, refusal.params) == ("REVIEW_DATE_OUT_OF_RANGE", {"latest": "2027-05-15"})


async def test_a_part_that_is_shelved_before_anybody_was_called_can_no_longer_be_returned(drive: Drive) -> None:
    scene = await drive.fresh(Wanted(A.ACCEPTED))
    await drive.desk.act(V.SHELVE_ASSIGNMENT, scene.subject)
    row = (await drive.desk.facts(scene.case_id)).clock(ClockKind.RETURN_WINDOW, scene.subject)
    assert row is not None
    assert (row["state"], row["stopped_at"]) == ("MET", drive.desk.office.clock.now())


async def test_sent_back_feedback_leaves_the_handling_clock_as_if_it_had_never_stopped(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.FEEDBACK_SUBMITTED))
    before = await due(scene, ClockKind.HANDLING)
    desk.move_on(timedelta(days=1))
    await desk.act(V.SEND_BACK_FEEDBACK, scene.subject)
    row = (await desk.facts(scene.case_id)).clock(ClockKind.HANDLING, scene.subject)
    assert row is not None
    assert (row["state"], row["due_at"], row["pauses"]) == ("RUNNING", before, [])


# Promises (Art. 20).


@pytest.mark.parametrize(
    ("later", "kept", "outcome", "clock"),
    [
        (timedelta(days=10), True, "KEPT", "MET"),
        (timedelta(days=10, seconds=1), True, "KEPT_LATE", "LATE"),
        (timedelta(days=1), False, "NOT_KEPT", "CANCELLED"),
    ],
)
async def test_a_promise_is_kept_kept_late_or_not_kept(
    drive: Drive, later: timedelta, kept: bool, outcome: str, clock: str
) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.IN_HANDLING, open=frozenset({"commitment"})))
    promise = desk.world.commitments[scene.subject]
    desk.turn_to(scene.at + later - timedelta(minutes=1))
    await desk.act(V.FULFIL_COMMITMENT, scene.subject, kept=kept)
    rows = (await desk.facts(scene.case_id)).clocks
    assert await desk.office.read.fetch_value(_PROMISE, id=promise) == outcome
    assert [row["state"] for row in rows if row["id"] == promise] == [clock]


async def test_a_promise_outlives_assignment_and_case(drive: Drive) -> None:
    wanted = Wanted(A.COMPLETED, C.CLOSED, open=frozenset({"commitment"}))
    scene = await drive.to(wanted)
    rows = (await drive.desk.facts(scene.case_id)).clocks
    assert [row["kind"] for row in rows if row["state"] == "RUNNING"] == ["COMMITMENT"]


async def test_a_promise_is_due_in_the_future(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.IN_HANDLING))
    refusal = await drive.desk.refuse(V.MAKE_COMMITMENT, scene.subject, due_at=scene.at)
    assert (refusal.code.code, refusal.field) == ("PROMISE_IN_PAST", ("input", "dueAt"))


async def test_another_s_promise_is_not_fulfilled(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.IN_HANDLING, open=frozenset({"commitment"})))
    refusal = await drive.desk.refuse(V.FULFIL_COMMITMENT, scene.subject, commitment_id=scene.case_id)
    assert (refusal.code.code, refusal.field) == ("NO_OPEN_COMMITMENT", ("input", "commitmentId"))
