"""Who is responsible: dispatch, return, adjudication, precedent, passing work down (Art. 7(1), 14)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, select

from core.assignments.model import assignment
from core.cases.facts import AssignmentFacts
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.model import case_file
from core.cases.queries import case_facts
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role
from core.cases.verbs import Verb as V
from core.cases.wording import WORDS
from core.catalogue.propose import propose
from core.clock import SHANGHAI
from core.deadlines.kinds import ClockKind
from core.doctor.examine import examine
from core.sealing.fields import open_
from core.units.model import unit
from tests.core.cases.desk import Desk
from tests.core.cases.drive import TOWNSHIP, TOWNSHIP_PATH, Drive, Scene, Wanted
from tests.core.cases.situations import returned
from tests.core.cases.verbs import LONG_CYCLE

_PROPOSAL = (
    select(assignment, case_file.c.case_key)
    .join(case_file, case_file.c.id == assignment.c.case_id)
    .where(assignment.c.id == bindparam("id"))
)
_RENAMED = unit.update().where(unit.c.id == bindparam("which")).values(kind=bindparam("kind"))


@pytest.fixture
def desk(drive: Drive) -> Desk:
    return drive.desk


def target(desk: Desk, code: str, role: Role = Role.LEAD, **rest: Any) -> DispatchTarget:
    return DispatchTarget(unit_id=desk.world.units[code], role=role, **{"basis": "三定规定", **rest})


async def part_of(scene: Scene, code: str) -> AssignmentFacts:
    facts = await scene.desk.facts(scene.case_id)
    return next(one for one in facts.assignments if one.unit_id == scene.desk.world.units[code])


async def handling(scene: Scene, assignment_id: UUID) -> dict[str, Any]:
    row = (await scene.desk.facts(scene.case_id)).clock(ClockKind.HANDLING, assignment_id)
    assert row is not None
    return dict(row)


async def test_a_unit_the_catalogue_proposes_needs_no_basis_and_its_entry_is_the_trace(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(C.PENDING_DISPATCH)), drive.desk
    async with desk.undone() as uow:
        lead = target(desk, "370902", basis=None, reason="属地")
        await desk.do(uow, V.DISPATCH_CASE, scene.case_id, targets=(lead,))
        (made,) = (await case_facts(uow, scene.case_id)).assignments
        row = await uow.fetch_one(_PROPOSAL, id=made.id)
        found = (await propose(uow, LONG_CYCLE, "370902", uow.now)).of(made.unit_id)
        assert row is not None
        assert found is not None
        key = await uow.services.keys.case_key(row["case_key"])
    fields = WORDS[assignment]
    said = [open_(key, fields[name].ref(made.id), row[f"{name}_sealed"]) for name in ("basis", "reason")]
    assert said == [found.basis, "属地"]
    assert row["proposal"] == {"proposed": found.trace(), "ruled": False, "liaison": True}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "REQUIRED"),
        ((("370902", Role.CO_HANDLER),), "NO_SINGLE_LEAD"),
        ((("370902", Role.LEAD), ("ta-housing", Role.LEAD)), "NO_SINGLE_LEAD"),
        ((("370902", Role.LEAD), ("ta-housing", Role.PARALLEL)), "NO_SINGLE_LEAD"),
        ((("370902", Role.LEAD), ("370902", Role.CO_HANDLER)), "UNIT_TWICE"),
    ],
)
async def test_a_dispatch_names_one_lead_or_several_parallel_units(
    drive: Drive, parts: tuple[tuple[str, Role], ...], code: str
) -> None:
    scene, desk = await drive.to(Wanted(C.PENDING_DISPATCH)), drive.desk
    targets = tuple(target(desk, unit_, role) for unit_, role in parts)
    refusal = await desk.refuse(V.DISPATCH_CASE, scene.case_id, targets=targets)
    assert (refusal.code.code, refusal.field) == (code, ("input", "targets"))


async def test_a_unit_nobody_proposes_needs_a_basis(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(C.PENDING_DISPATCH)), drive.desk
    targets = (target(desk, "ta-waterworks", basis=" "),)
    assert (await desk.refuse(V.DISPATCH_CASE, scene.case_id, targets=targets)).code.code == "BASIS_REQUIRED"


async def test_what_a_department_must_do_is_not_sent_to_a_township(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(C.PENDING_DISPATCH)), drive.desk
    refusal = await desk.refuse(V.DISPATCH_CASE, scene.case_id, targets=(target(desk, TOWNSHIP),))
    assert refusal.code.code == "DUTY_NOT_FOR_TOWNSHIP"
    async with desk.undone() as uow:
        helped = (target(desk, "370902"), target(desk, TOWNSHIP, Role.CO_HANDLER))
        await desk.do(uow, V.DISPATCH_CASE, scene.case_id, targets=helped)
        assert (await case_facts(uow, scene.case_id)).state is C.IN_PROGRESS


async def test_a_reassignment_obeys_the_same_rules(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(A.PENDING_ACCEPTANCE)), drive.desk
    units = desk.world.units
    for values, code in (
        ({"unit_id": units[TOWNSHIP]}, "DUTY_NOT_FOR_TOWNSHIP"),
        ({"unit_id": units["370902"]}, "UNIT_TWICE"),
        ({"unit_id": units["ta-waterworks"], "basis": None}, "BASIS_REQUIRED"),
    ):
        assert (await desk.refuse(V.REASSIGN, scene.subject, **values)).code.code == code


async def test_a_supporting_organisation_cooperates_and_does_not_lead(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(C.PENDING_DISPATCH)), drive.desk
    async with desk.undone() as uow:
        await uow.execute(_RENAMED, which=desk.world.units["ta-waterworks"], kind="SUPPORTING_ORG")
        with pytest.raises(Exception, match="UNIT_NOT_LIABLE"):
            await desk.do(uow, V.DISPATCH_CASE, scene.case_id, targets=(target(desk, "ta-waterworks"),))


async def test_bounces_end_in_a_ruling_that_is_final_and_is_proposed_next_time(drive: Drive) -> None:
    scene = await returned(drive, 3)
    desk, case = drive.desk, scene.case_id
    assert (await desk.refuse(V.DISPATCH_CASE, case)).code.code == "BOUNCES_EXHAUSTED"
    await desk.act(V.REQUEST_ADJUDICATION, case)
    async with desk.undone() as uow:
        ruled = (target(desk, "ta-waterworks", basis=None),)
        await desk.do(uow, V.RULE_AND_DISPATCH, case, targets=ruled, precedent=True)
        facts = await case_facts(uow, case)
        first = (await propose(uow, LONG_CYCLE, "370902", uow.now)).leads[0]
        made = next(one for one in facts.assignments if one.state is A.PENDING_ACCEPTANCE)
        key = await uow.services.keys.case_key(facts.row["case_key"])
        assert made.basis_sealed is not None
        basis = open_(key, WORDS[assignment]["basis"].ref(made.id), made.basis_sealed)
        assert (facts.row["final_ruling"], facts.row["bounces"], basis) == (True, 3, "编办批复")
        assert (first.unit_id, first.category, first.district) == (made.unit_id, LONG_CYCLE, "370902")
        with pytest.raises(Exception, match="RULING_IS_FINAL"):
            await desk.do(uow, V.REQUEST_RETURN, made.id, at="/ta/ta-waterworks")


async def test_parallel_leads_each_have_clocks_and_the_case_waits_for_both(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.FEEDBACK_SUBMITTED, open=frozenset({"other"})))
    facts = await drive.desk.facts(scene.case_id)
    kinds = [row["assignment_id"] for row in facts.clocks if row["kind"] == "HANDLING"]
    assert sorted(kinds) == sorted(one.id for one in facts.assignments)
    assert facts.state is C.IN_PROGRESS


async def test_a_return_that_is_rejected_keeps_the_first_acceptance(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.RETURN_REQUESTED))
    accepted = select(assignment.c.accepted_at).where(assignment.c.id == bindparam("id"))
    before = await drive.desk.office.read.fetch_value(accepted, id=scene.subject)
    async with drive.desk.undone() as uow:
        await drive.desk.do(uow, V.REJECT_RETURN, scene.subject)
        assert await uow.fetch_value(accepted, id=scene.subject) == before
        refusal = "RETURN_WINDOW_CLOSED"
        with pytest.raises(Exception, match=refusal):
            await drive.desk.do(uow, V.REQUEST_RETURN, scene.subject)


# Passing work down.


async def test_a_child_is_due_with_its_parent_and_its_county_decides(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.PENDING_ACCEPTANCE, part="child"))
    child = await part_of(scene, TOWNSHIP)
    own, parents = await handling(scene, child.id), await handling(scene, scene.parts["top"])
    assert (child.dispatcher_path, child.role, child.parent_id) == ("/ta/370902", Role.LEAD, scene.parts["top"])
    assert (own["due_at"], own["started_at"]) == (parents["due_at"], parents["started_at"])
    assert {row["kind"] for row in (await drive.desk.facts(scene.case_id)).clocks if row["assignment_id"] == child.id} == {
        "ACCEPTANCE", "RETURN_WINDOW", "FIRST_CONTACT", "HANDLING",
    }  # fmt: skip


async def test_the_county_decides_on_what_lies_two_levels_down_too(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.SUB_DISPATCHED, part="child"))
    facts = await drive.desk.facts(scene.case_id)
    lowest = next(one for one in facts.assignments if one.parent_id == scene.subject)
    assert lowest.dispatcher_path == "/ta/370902"


async def test_a_child_is_never_due_after_its_parent(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(A.IN_HANDLING)), drive.desk
    limit = (await handling(scene, scene.subject))["due_at"]
    late = await desk.refuse(V.SUB_DISPATCH, scene.subject, due_at=limit + timedelta(seconds=1))
    past = await desk.refuse(V.SUB_DISPATCH, scene.subject, due_at=desk.office.clock.now())
    assert {late.code.code, past.code.code} == {"DUE_AFTER_PARENT"}
    assert late.params == {"due": "2026-11-23 18:00:00"}


async def test_a_promised_child_can_be_extended_shelved_and_taken_up_again(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.IN_HANDLING))
    due = (await handling(scene, scene.subject))["due_at"] - timedelta(days=3)
    await desk.act(V.SUB_DISPATCH, scene.subject, unit_id=desk.world.units[TOWNSHIP], due_at=due)
    child = (await part_of(scene, TOWNSHIP)).id
    await desk.act(V.ACCEPT_ASSIGNMENT, child, at=TOWNSHIP_PATH)
    assert (await handling(scene, child))["due_at"] == due
    await desk.act(V.REQUEST_EXTENSION, child, at=TOWNSHIP_PATH, days=1)
    await desk.act(V.APPROVE_EXTENSION, child, by="county_officer")
    extended = (await handling(scene, child))["due_at"]
    await desk.act(V.SHELVE_ASSIGNMENT, child, by="county_officer")
    desk.move_on(timedelta(days=30))
    await desk.act(V.UNSHELVE_ASSIGNMENT, child, by="county_officer")

    row = await handling(scene, child)
    assert extended - due == timedelta(days=3)  # Friday close of office, and one working day more: Monday
    assert row["due_at"] - extended == timedelta(days=30, minutes=1)
    assert (row["state"], row["breached_at"]) == ("RUNNING", None)


async def test_work_goes_down_only_inside_the_own_subtree_and_once_to_each_unit(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(A.SUB_DISPATCHED)), drive.desk
    units = desk.world.units
    for code, refused in (("ta-housing", "OUTSIDE_SUBTREE"), ("370902", "OUTSIDE_SUBTREE"), (TOWNSHIP, "UNIT_TWICE")):
        assert (await desk.refuse(V.SUB_DISPATCH, scene.subject, unit_id=units[code])).code.code == refused


async def test_a_child_taken_over_stays_inside_the_parent_s_subtree(drive: Drive) -> None:
    scene, desk = await drive.to(Wanted(A.IN_HANDLING, part="child")), drive.desk
    how = {"by": "county_officer", "unit_id": desk.world.units["ta-housing"]}
    assert (await desk.refuse(V.REASSIGN, scene.subject, **how)).code.code == "OUTSIDE_SUBTREE"


async def test_a_reassigned_part_goes_on_with_the_clock_of_the_first(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.IN_HANDLING))
    before = await handling(scene, scene.subject)
    desk.move_on(timedelta(days=2))
    await desk.act(V.REASSIGN, scene.subject)

    after = await handling(scene, (await part_of(scene, "370902-housing")).id)
    same = ("started_at", "due_at", "days", "rule", "state")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert (await handling(scene, scene.subject))["state"] == "CANCELLED"


async def test_a_shelved_part_that_is_reassigned_runs_on_without_the_time_it_stood(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.LONG_TERM))
    desk.move_on(timedelta(days=2))
    await desk.act(V.REASSIGN, scene.subject)

    after = await handling(scene, (await part_of(scene, "370902-housing")).id)
    # Five days from Monday the 16th; the 17th lies in the pause, the 16th never counted.
    assert (after["state"], after["due_at"]) == ("RUNNING", datetime(2026, 11, 24, 18, tzinfo=SHANGHAI))


async def test_extensions_count_on_when_the_part_is_reassigned(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.IN_HANDLING, open=frozenset({"extension"})))
    await desk.act(V.APPROVE_EXTENSION, scene.subject)
    before = await handling(scene, scene.subject)
    await desk.act(V.REASSIGN, scene.subject)
    taken = await part_of(scene, "370902-housing")
    assert (taken.extensions, taken.extended_days) == (1, 3)
    assert (await handling(scene, taken.id))["due_at"] == before["due_at"]
    assert str(taken.id) not in {one.subject for one in await examine(desk.office.pool)}, "the doctor counts them, too"
