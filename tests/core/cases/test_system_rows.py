"""What happens to an assignment or a case without a verb of its own: cancellation, lapse of the window, derivation."""

from datetime import timedelta

import pytest

from core.cases.queries import case_facts
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.verbs import Verb as V
from core.deadlines.fire import fire_due
from tests.core.cases import oracle
from tests.core.cases.desk import Desk
from tests.core.cases.drive import OTHER, Drive, Scene, Wanted
from tests.core.cases.test_life_cycle_rows import name

CANCELLED = [row for row in oracle.system_rows() if row.to == {A.CANCELLED}]
OTHER_AT = f"/ta/{OTHER}"


async def make_other_report(scene: Scene, *last: V) -> None:
    """The second unit accepts, calls the reporter, and does something last."""
    for verb in (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, *last):
        await scene.desk.act(verb, scene.parts["other"], at=OTHER_AT)


@pytest.mark.parametrize("row", CANCELLED, ids=name)
async def test_what_ends_a_case_or_its_dispatch_cancels_what_is_live(drive: Drive, row: oracle.Row) -> None:
    assert row.state is not None
    reviewed = row.verb == V.APPROVE_TERMINATION
    scene = await drive.fresh(Wanted(A(row.state), open=frozenset({"other"})))
    if reviewed:
        await make_other_report(scene)
        material = await drive.desk.new_material()
        await drive.desk.act(V.REQUEST_TERMINATION, scene.parts["other"], at=OTHER_AT, materials=(material,))
    assert (await drive.desk.facts(scene.case_id)).state == row.case_from

    await drive.desk.act(V(row.verb), scene.case_id)

    after = await drive.desk.facts(scene.case_id)
    assert after.assignment(scene.subject).state == A.CANCELLED
    assert {after.state} == row.case_to
    assert not [one for one in after.clocks if one["state"] in {"RUNNING", "PAUSED"} and one["assignment_id"]]


async def test_silence_in_the_window_is_acceptance(desk: Desk) -> None:
    (row,) = [row for row in oracle.system_rows() if row.verb == "deemedAccepted"]
    scene = await Drive(desk).fresh(Wanted(A.PENDING_ACCEPTANCE))
    window = next(one for one in (await desk.facts(scene.case_id)).clocks if one["kind"] == "RETURN_WINDOW")
    desk.turn_to(window["due_at"] + timedelta(seconds=1))

    await fire_due(desk.office.pool, desk.office.services)

    assert {(await desk.facts(scene.case_id)).assignment(scene.subject).state} == row.to
    assert (await desk.refuse(V.REQUEST_RETURN, scene.subject)).code.code == "RETURN_WINDOW_CLOSED"


@pytest.mark.parametrize("end", [A.FEEDBACK_SUBMITTED, A.RETURN_REQUESTED])
async def test_a_parent_handles_the_matter_itself_when_nothing_is_live_below(drive: Drive, end: A) -> None:
    (row,) = [row for row in oracle.system_rows() if (row.machine, row.verb) == ("ASSIGNMENT", "derived")]
    scene = await drive.to(Wanted(end, part="child"))
    parent = scene.parts["top"]
    assert (await drive.desk.facts(scene.case_id)).assignment(parent).state == row.state
    last = V.APPROVE_FEEDBACK if end is A.FEEDBACK_SUBMITTED else V.APPROVE_RETURN

    async with drive.desk.undone() as uow:
        await drive.desk.do(uow, last, scene.subject, by="county_officer")
        after = await case_facts(uow, scene.case_id)

    assert {after.assignment(parent).state} == row.to
    assert after.row["bounces"] == 0


async def test_the_case_follows_the_units_it_waits_for(drive: Drive) -> None:
    follows = {row.state: row.to for row in oracle.system_rows() if (row.machine, row.verb) == ("CASE", "derived")}
    scene = await drive.fresh(Wanted(A.RETURN_REQUESTED, open=frozenset({"other"})))
    other, seen = scene.parts["other"], set()

    async def state() -> C:
        return (await drive.desk.facts(scene.case_id)).state

    await make_other_report(scene, V.SUBMIT_FEEDBACK)
    assert await state() is C.IN_PROGRESS
    await drive.desk.act(V.APPROVE_RETURN, scene.subject)
    seen.add((C.IN_PROGRESS, await state()))
    await drive.desk.act(V.SEND_BACK_FEEDBACK, other)
    seen.add((C.PENDING_REVIEW, await state()))
    await drive.desk.act(V.SUBMIT_FEEDBACK, other, at=OTHER_AT)
    await drive.desk.act(V.APPROVE_FEEDBACK, other)
    seen.add((C.PENDING_REVIEW, await state()))

    assert seen == {
        (C.IN_PROGRESS, C.PENDING_REVIEW),
        (C.PENDING_REVIEW, C.IN_PROGRESS),
        (C.PENDING_REVIEW, C.PENDING_CALLBACK),
    }
    assert all(after in follows[before] for before, after in seen)


async def test_the_last_return_sends_the_case_back_to_dispatch(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.RETURN_REQUESTED))
    async with drive.desk.undone() as uow:
        await drive.desk.do(uow, V.APPROVE_RETURN, scene.subject)
        after = await case_facts(uow, scene.case_id)
    assert (after.state, after.row["bounces"]) == (C.PENDING_DISPATCH, 1)
