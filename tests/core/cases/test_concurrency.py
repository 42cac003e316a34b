"""Commands that meet on one case: each decides on what is there, and none is lost."""

import asyncio
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from core.attachments.model import attachment
from core.cases.model import case_file
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Channel, Role
from core.cases.verbs import Verb as V
from core.db.uow import unit_of_work
from core.errors import Refused, VersionMoved
from tests.core.cases.desk import COUNTY, Desk
from tests.core.cases.drive import Drive, Wanted
from tests.core.cases.invariants import assert_sound
from tests.core.cases.situations import OTHER_AT, dispatched

_OWNER = select(attachment.c.case_id).where(attachment.c.id == bindparam("id"))
_CASES = select(case_file.c.id)
_OCCURRED = "select occurred_at from case_event where case_id = $1 order by case_version, seq"
TIMES = 1_000 if os.environ.get("HOTLINE_TEST_LONG") else 50


async def persist(desk: Desk, verb: V, on: UUID | None, **how: Any) -> Any:
    """As the mutation layer does: decide again when the case moved, at most three times."""
    for attempt in range(4):
        try:
            async with unit_of_work(desk.office.pool, desk.office.services) as uow:
                return await desk.do(uow, verb, on, **how)
        except VersionMoved:
            if attempt == 3:
                raise
    raise AssertionError


async def test_two_leads_submit_at_once_and_the_case_is_reviewed_every_time(drive: Drive) -> None:
    desk = drive.desk
    for _ in range(TIMES):
        scene = await dispatched(drive, Role.PARALLEL, Role.PARALLEL)
        parts = ((scene.subject, COUNTY), (scene.parts["other"], OTHER_AT))
        for one, at in parts:
            await desk.act(V.LOG_CONTACT, one, at=at)

        await asyncio.gather(*(persist(desk, V.SUBMIT_FEEDBACK, one, at=at) for one, at in parts))

        facts = await desk.facts(scene.case_id)
        assert facts.state is C.PENDING_REVIEW
        await assert_sound(desk.office.read, facts, desk.office.clock.now())


async def test_of_two_who_accept_one_is_told_that_it_is_done(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(A.PENDING_ACCEPTANCE))
    told = await asyncio.gather(
        persist(desk, V.ACCEPT_ASSIGNMENT, scene.subject, by="unit_liaison"),
        persist(desk, V.ACCEPT_ASSIGNMENT, scene.subject, by="county_officer"),
        return_exceptions=True,
    )
    (refused,) = [one for one in told if isinstance(one, Refused)]
    assert refused.code.code == "NOT_IN_STATE"
    assert (await desk.facts(scene.case_id)).assignment(scene.subject).version == 2


async def test_the_same_message_sent_twice_at_once_is_one_case(drive: Drive) -> None:
    given: dict[str, Any] = {"by": "intake_adapter", "channel": Channel.WECHAT, "external_no": "at-once"}
    made = await asyncio.gather(*(persist(drive.desk, V.REGISTER_CASE, None, **given) for _ in range(4)))
    assert len({one.case_id for one in made}) == 1
    assert len([one for one in made if one.secret is not None]) == 1


async def test_two_cases_merged_into_each_other_at_once_leave_one_standing(drive: Drive) -> None:
    desk = drive.desk
    for _ in range(10):
        one, other = await drive.fresh(Wanted(C.RECEIVED)), await drive.fresh(Wanted(C.RECEIVED))
        told = await asyncio.gather(
            persist(desk, V.MERGE_CASES, one.case_id, master_id=other.case_id),
            persist(desk, V.MERGE_CASES, other.case_id, master_id=one.case_id),
            return_exceptions=True,
        )
        states = sorted([(await desk.facts(scene.case_id)).state for scene in (one, other)])
        assert states == [C.MERGED, C.RECEIVED]
        (refused,) = [one for one in told if isinstance(one, Refused)]
        assert refused.code.code in {"NOT_A_MASTER", "IS_A_MASTER"}  # whichever of the two it has read already


async def test_no_case_becomes_a_master_while_it_is_merged(drive: Drive) -> None:
    desk = drive.desk
    for _ in range(10):
        child, middle, top = [await drive.fresh(Wanted(C.RECEIVED)) for _ in range(3)]
        await asyncio.gather(
            persist(desk, V.MERGE_CASES, child.case_id, master_id=middle.case_id),
            persist(desk, V.MERGE_CASES, middle.case_id, master_id=top.case_id),
            return_exceptions=True,
        )
        rows = {scene.case_id: (await desk.facts(scene.case_id)).row for scene in (child, middle)}
        chained = rows[child.case_id]["master_id"] and rows[middle.case_id]["master_id"]
        assert not chained


async def test_a_stale_version_is_told_what_changed_and_by_whom(drive: Drive) -> None:
    desk, scene = drive.desk, await drive.fresh(Wanted(C.PENDING_DISPATCH))
    refusal = await desk.refuse(V.DISPATCH_CASE, scene.case_id, expected_version=1)
    detail = refusal.detail
    assert (refusal.code.code, refusal.field) == ("STALE_VERSION", ("input", "expectedVersion"))
    assert (detail.current_version, detail.changed_fields) == (2, ("state",))
    assert (detail.by, detail.at) == (str(desk.viewer("operator").id), scene.at)


async def test_a_process_whose_clock_is_a_little_behind_does_not_set_a_case_back(drive: Drive) -> None:
    """Two processes' clocks differ by what their last samples of the database's took."""
    desk, scene = drive.desk, await drive.fresh(Wanted(A.PENDING_ACCEPTANCE))
    desk.turn_to(scene.at - timedelta(seconds=2))
    async with unit_of_work(desk.office.pool, desk.office.services) as uow:
        await desk.do(uow, V.ACCEPT_ASSIGNMENT, scene.subject)
        assert uow.now == scene.at

    assert (await desk.facts(scene.case_id)).row["last_event_at"] == scene.at
    events = await desk.office.pool.fetch(_OCCURRED, scene.case_id)
    assert [row["occurred_at"] for row in events] == sorted(row["occurred_at"] for row in events)


async def test_of_two_cases_that_take_the_same_file_at_once_one_is_refused_and_leaves_nothing(desk: Desk) -> None:
    file = await desk.new_material("operator")
    told = await asyncio.gather(
        *(persist(desk, V.REGISTER_CASE, None, attachments=(file,)) for _ in range(2)), return_exceptions=True
    )
    (won,) = [one for one in told if isinstance(one, Outcome)]
    (lost,) = [one for one in told if isinstance(one, Refused)]
    assert (lost.code.code, lost.field) == ("UNKNOWN_ATTACHMENT", ("input", "attachments"))
    assert await desk.office.read.fetch_value(_OWNER, id=file) == won.case_id
    assert {row["id"] for row in await desk.office.read.fetch(_CASES)} == {won.case_id, desk.world.master}
