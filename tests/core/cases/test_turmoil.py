"""Many at once on few cases and fewer connections, some of whom are cut off: nothing is ever half done."""

import asyncio
import os
from random import Random
from uuid import UUID

import asyncpg

from core.cases.verbs import Verb as V
from core.db.uow import unit_of_work
from core.doctor.examine import examine
from core.errors import Refused, VersionMoved
from core.events.sequence import step
from tests.core.cases.drive import Drive
from tests.core.cases.invariants import assert_sound
from tests.core.cases.test_random_walks import Walk

NO_CONTENT = "attachment.complete"
"""Files of a test have none."""
CLERKS, TIMES = (24, 5_000) if os.environ.get("HOTLINE_TEST_LONG") else (12, 240)
CASES = 6
CUT_OFF, NEW = 0.15, 0.03
LATE = (VersionMoved, asyncpg.DeadlockDetectedError, Refused)


async def test_whoever_is_late_refused_or_cut_off_leaves_nothing_half_done(drive: Drive) -> None:
    rnd, done = Random(TIMES), [0, 0, 0]
    cases = [(await drive.desk.act(V.REGISTER_CASE)).case_id for _ in range(CASES)]
    material = await drive.desk.new_material()

    async def clerk(seed: int) -> None:
        own = Random(seed)
        while sum(done) < TIMES:
            doing = asyncio.create_task(_act(drive, own, own.choice(cases), material))
            if own.random() < CUT_OFF:
                await asyncio.wait([doing], timeout=own.uniform(0, 0.02))
                doing.cancel()
            (came,) = await asyncio.gather(doing, return_exceptions=True)
            if isinstance(came, BaseException) and not isinstance(came, (*LATE, asyncio.CancelledError)):
                raise came
            done[0 if came is None else 1 if isinstance(came, LATE) else 2] += 1

    await asyncio.gather(*(clerk(rnd.randrange(10**9)) for _ in range(CLERKS)))
    while await step(drive.desk.office.pool):
        pass

    assert min(done) > 0, f"done, late and cut off: {done}"
    for case_id in cases:
        await assert_sound(drive.desk.office.read, await drive.desk.facts(case_id), drive.desk.office.clock.now())
    found = await examine(drive.desk.office.pool)
    assert [(one.rule.name, one.subject, one.note) for one in found if one.rule.name != NO_CONTENT] == []


async def _act(drive: Drive, rnd: Random, case_id: UUID, material: UUID) -> None:
    """Something that was possible a moment ago."""
    desk = drive.desk
    steps = list(Walk(rnd, desk, case_id, material).steps(await desk.facts(case_id)))
    chosen = rnd.choice([one for one in steps if one.verb is not V.DIVERT_CASE] or steps)
    desk.move_on()
    async with unit_of_work(desk.office.pool, desk.office.services) as uow:
        await desk.do(uow, chosen.verb, chosen.on, **chosen.how)
