"""Merging and taking apart again (并单) loses nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.cases.facts import CaseFacts
from core.cases.states import OPEN, Kind, Urgency
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.verbs import Verb as V
from core.clock import SHANGHAI
from core.deadlines.timers import needed
from tests.core.cases.desk import Desk
from tests.core.cases.drive import Drive, Wanted
from tests.core.cases.invariants import armed

MEANWHILE = timedelta(days=3)
LIVE_STATES = [A.PENDING_ACCEPTANCE, A.ACCEPTED, A.IN_HANDLING, A.RETURN_REQUESTED, A.SUB_DISPATCHED, A.LONG_TERM]


@pytest.fixture
def desk(drive: Drive) -> Desk:
    """These tests look at their own cases only, so they share a desk."""
    return drive.desk


def whole(facts: CaseFacts) -> dict[str, Any]:
    """What a case is, without what moves with every command."""
    row = {name: value for name, value in dict(facts.row).items() if name not in MOVING}
    parts = {one.id: (one.state, one.role, one.round, one.contacted_at, one.extensions) for one in facts.assignments}
    clocks = {
        row["id"]: (row["kind"], row["state"], row["days"], row["minutes"], row["started_at"], row["extensions"])
        for row in facts.clocks
    }
    return {"row": row, "parts": parts, "clocks": clocks, "pending": set(facts.pending)}


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 18, tzinfo=SHANGHAI)


MOVING = {"version", "due_at", "last_event_type", "last_event_at"}


async def merged_and_back(desk: Desk, wanted: Wanted, meanwhile: timedelta) -> tuple[CaseFacts, CaseFacts]:
    scene = await Drive(desk).fresh(wanted)
    before = await desk.facts(scene.case_id)
    await desk.act(V.MERGE_CASES, scene.case_id)
    merged = await desk.facts(scene.case_id)
    assert (merged.state, merged.row["master_id"]) == (C.MERGED, desk.world.master)
    assert not [row for row in merged.clocks if row["state"] in {"RUNNING", "PAUSED"}]
    desk.move_on(meanwhile)
    await desk.act(V.UNMERGE_CASE, scene.case_id)
    return before, await desk.facts(scene.case_id)


@pytest.mark.parametrize("state", sorted(OPEN))
async def test_a_case_comes_back_as_it_was(desk: Desk, state: C) -> None:
    before, after = await merged_and_back(desk, Wanted(state), MEANWHILE)
    assert whole(after) == whole(before)


@pytest.mark.parametrize("state", LIVE_STATES)
async def test_an_assignment_comes_back_as_it_was(desk: Desk, state: A) -> None:
    before, after = await merged_and_back(desk, Wanted(state), MEANWHILE)
    assert whole(after) == whole(before)


async def test_what_is_pending_comes_back(desk: Desk) -> None:
    wanted = Wanted(A.IN_HANDLING, open=frozenset({"extension"}))
    before, after = await merged_and_back(desk, wanted, MEANWHILE)
    assert [one.kind for one in after.pending] == ["extension"]
    assert whole(after) == whole(before)


async def test_the_clocks_stood_meanwhile_and_run_on(desk: Desk) -> None:
    before, after = await merged_and_back(desk, Wanted(A.IN_HANDLING), MEANWHILE)
    first, last = (next(row for row in facts.clocks if row["kind"] == "HANDLING") for facts in (before, after))
    # Five working days from Monday the 16th; from that day to Thursday the 17th and the 18th do not count.
    assert (first["due_at"], last["due_at"]) == (at(23), at(25))
    (gap,) = last["pauses"]
    assert gap["reason"] == "MERGED"
    assert await armed(desk.office.read, after.id) == {
        (row["id"], kind, due) for row in after.clocks for kind, due in needed(row, desk.office.clock.now()).items()
    }


async def test_a_broken_promise_of_the_same_instant_is_not_promised_again(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(A.IN_HANDLING, open=frozenset({"commitment"})))
    await desk.act(V.FULFIL_COMMITMENT, scene.subject, kept=False)
    async with desk.undone() as uow:
        await desk.do(uow, V.MERGE_CASES, scene.case_id)
        await desk.do(uow, V.UNMERGE_CASE, scene.case_id)
        rows = (await desk.facts(scene.case_id)).clocks
    assert [row["state"] for row in rows if row["kind"] == "COMMITMENT"] == ["CANCELLED"]


@pytest.mark.parametrize("state", [C.CLOSED, C.MERGED, C.WITHDRAWN])
async def test_an_ended_case_is_no_master(desk: Desk, state: C) -> None:
    drive = Drive(desk)
    ended, open_ = await drive.fresh(Wanted(state)), await drive.fresh(Wanted(C.RECEIVED))
    refusal = await desk.refuse(V.MERGE_CASES, open_.case_id, master_id=ended.case_id)
    assert (refusal.code.code, refusal.field) == ("NOT_A_MASTER", ("input", "masterId"))


async def test_a_case_is_not_its_own_master(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.RECEIVED))
    assert (await desk.refuse(V.MERGE_CASES, scene.case_id, master_id=scene.case_id)).code.code == "NOT_A_MASTER"


async def test_a_master_is_not_merged_itself(desk: Desk) -> None:
    drive = Drive(desk)
    master, child, other = [await drive.fresh(Wanted(C.RECEIVED)) for _ in range(3)]
    await desk.act(V.MERGE_CASES, child.case_id, master_id=master.case_id)
    refusal = await desk.refuse(V.MERGE_CASES, master.case_id, master_id=other.case_id)
    assert (refusal.code.code, refusal.field) == ("IS_A_MASTER", ("input", "caseId"))


async def test_each_reporter_keeps_channel_and_secrecy(desk: Desk) -> None:
    scene = await Drive(desk).fresh(Wanted(C.RECEIVED))
    before = (await desk.facts(scene.case_id)).row
    await desk.act(V.MERGE_CASES, scene.case_id)
    after = (await desk.facts(scene.case_id)).row
    kept = ("channel", "secrecy", "registered_by", "registered_at", "content_sealed", "round")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


async def test_nobody_learns_by_a_merge_of_a_case_that_is_kept_from_them(desk: Desk) -> None:
    housing = await desk.office.pool.fetchval("select id from unit where code = 'ta-housing'")
    ordinary = (await desk.act(V.REGISTER_CASE, urgency=Urgency.URGENT)).case_id
    report, accusing = [
        (await desk.act(V.REGISTER_CASE, kind=Kind.REPORT, **more)).case_id for more in ({}, {"respondent_id": housing})
    ]
    for case, master in ((ordinary, report), (ordinary, accusing), (report, accusing), (accusing, report)):
        refusal = await desk.refuse(V.MERGE_CASES, case, master_id=master)
        assert (refusal.code.code, refusal.field) == ("MASTER_KEPT_CLOSER", ("input", "masterId"))
    await desk.act(V.MERGE_CASES, report, master_id=ordinary)
    assert (await desk.facts(report)).state is C.MERGED
