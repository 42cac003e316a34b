"""Every row of the oracle through the commands: what is allowed leads where it says, what is refused leaves nothing."""

import pytest

from core.cases.queries import case_facts
from core.cases.verbs import Verb
from tests.core.cases import arranging, oracle
from tests.core.cases.clock_moves import moved, possible_moves
from tests.core.cases.digest import digest
from tests.core.cases.drive import Drive

HELD_BELOW = ("submitFeedback", "SUB_DISPATCHED")
"""State and role permit it, but in this state work is live below by definition: the guard refuses until it has ended."""

ALLOWED = [row for row in oracle.verb_rows() if row.allowed and (row.verb, row.state) != HELD_BELOW]
HELD = [row for row in oracle.verb_rows() if row.allowed and (row.verb, row.state) == HELD_BELOW]
REFUSED = [row for row in oracle.verb_rows() if not row.allowed]
SAMPLE = REFUSED[:: len(REFUSED) // 200]


def name(row: oracle.Row) -> str:
    return row.name


@pytest.mark.parametrize("row", ALLOWED, ids=name)
async def test_what_is_allowed_leads_where_it_says(drive: Drive, row: oracle.Row) -> None:
    desk = drive.desk
    if row.state is None:
        async with desk.undone() as uow:
            made = await desk.do(uow, Verb(row.verb), by=row.role)
            assert {(await case_facts(uow, made.case_id)).state} == row.to
        return
    scene = await drive.to(arranging.wanted(row))
    on = arranging.subject(row, scene)
    before = await desk.facts(scene.case_id)
    desk.move_on(arranging.waiting(row))

    async with desk.undone() as uow:
        await desk.do(uow, Verb(row.verb), on, by=row.role)
        after = await case_facts(uow, scene.case_id)

    reached = after.state if row.machine == "CASE" else after.assignment(on).state
    assert reached in row.to
    if row.machine == "ASSIGNMENT":
        assert after.state in (row.case_to or {row.case_from})
    assert after.version == before.version + 1
    assert moved(before, after) <= possible_moves(Verb(row.verb))


@pytest.mark.parametrize("row", HELD, ids=name)
async def test_what_is_held_below_is_refused_by_the_guard_alone(drive: Drive, row: oracle.Row) -> None:
    scene = await drive.to(arranging.wanted(row))
    refusal = await drive.desk.refuse(Verb(row.verb), arranging.subject(row, scene), by=row.role)
    assert refusal.code.code == "CHILD_STILL_LIVE"


@pytest.mark.parametrize("row", REFUSED, ids=name)
async def test_what_is_refused_says_why_and_writes_nothing(drive: Drive, row: oracle.Row) -> None:
    on = None
    if row.state is not None:
        scene = await drive.to(arranging.wanted(row))
        on = arranging.subject(row, scene)

    refusal = await drive.desk.refuse(Verb(row.verb), on, by=row.role)

    assert refusal.code.code == arranging.refusal(row)


async def test_two_hundred_refusals_leave_every_table_and_sequence_as_it_was(drive: Drive) -> None:
    scenes = [None if row.state is None else await drive.to(arranging.wanted(row)) for row in SAMPLE]
    assert len(scenes) >= 200
    async with drive.desk.undone() as uow:
        before = await digest(uow)
    for row, scene in zip(SAMPLE, scenes, strict=True):
        if scene is not None:
            drive.desk.turn_to(scene.at)
        async with drive.desk.undone() as uow:
            await drive.desk.refused(uow, Verb(row.verb), scene and arranging.subject(row, scene), by=row.role)
            assert await digest(uow) == before, row
