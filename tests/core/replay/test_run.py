"""The sample replayed through the real commands: nothing lost, nothing twice, nothing different after an interruption."""

import asyncio
import os
from pathlib import Path

import pytest

from core.db.connection import open_pool
from core.deadlines.fire import fire_due
from core.office import open_services
from core.replay.acts import Staff
from core.replay.alone import ReplayUnderWay, alone
from core.replay.run import replay
from tests.core.replay.desk import RULES, history, messages, reported, run_of, source_of
from tests.core.replay.independent import OUTCOMES, shares
from tests.support.office import ROOT_KEY, START, Office

GIVEN = "HOTLINE_TEST_REPLAY_CSV"
"""Names another file for the first test, such as a whole archive."""

MARKS = "SELECT count(*) FILTER (WHERE replay_id IS NOT NULL) AS marked, count(*) AS timers FROM timer"
TWICE = "SELECT count(*) - count(DISTINCT (channel, external_no)) FROM case_file"


async def test_a_file_comes_in_whole_with_the_shares_an_independent_reckoning_finds(
    office: Office, acting: Staff, sample_file: Path
) -> None:
    path = Path(os.environ.get(GIVEN) or sample_file)
    source = source_of(office, path)

    run = await run_of(office, acting, source)
    told = await reported(office, source)

    assert (run.complete, run.refused) == (True, [])
    assert (run.imported, run.already_there) == (len(source.messages), 0)
    assert (told.cases, told.lost, told.agrees) == (len(source.messages), 0, True)
    replied = sum(one.replied_at is not None for one in source.messages)
    assert told.states == {"CLOSED": replied, "IN_PROGRESS": len(source.messages) - replied}
    counted = {name: {one: getattr(share, one) for one in OUTCOMES} for name, share in told.shares.items()}
    assert counted == shares(path, START)
    assert all(share.met and share.late and share.overdue for share in told.shares.values())


async def test_a_stopped_run_goes_on_where_it_was_and_a_repeated_one_does_nothing(
    office: Office, acting: Staff, sample_file: Path
) -> None:
    source = source_of(office, sample_file)
    asked = iter(range(10_000))
    runs = [await run_of(office, acting, source, stop=lambda: next(asked) % 150 == 149) for _ in range(3)]
    marked = await office.pool.fetchrow(MARKS)
    left = await fire_due(office.pool, office.services)

    last = await run_of(office, acting, source)
    interrupted, after = await history(office.pool), await office.pool.fetchrow(MARKS)
    again = await run_of(office, acting, source)

    assert [run.complete for run in runs] == [False, False, False]
    assert [run.steps for run in runs] == [149, 149, 149]
    assert marked["marked"] == marked["timers"] > 0
    assert left == 0, "the ordinary scanner fired a timer of a replay that was under way"
    assert last.complete
    assert after["marked"] == 0
    assert sum(run.imported for run in [*runs, last]) == len(source.messages)
    assert (again.complete, again.steps, again.timers, again.imported) == (True, 0, 0, 0)
    assert again.already_there == len(source.messages)
    assert await history(office.pool) == interrupted
    assert await office.pool.fetchval(TWICE) == 0


async def test_two_processes_do_not_replay_one_file(office: Office, acting: Staff, sample_file: Path) -> None:
    source = source_of(office, sample_file)

    async with alone(office.pool, source.replay_id):
        with pytest.raises(ReplayUnderWay) as refusal:
            await run_of(office, acting, source)

    assert str(refusal.value) == "Another process is importing this file.\nWait until it is done, or stop it."
    assert await office.pool.fetchval("SELECT count(*) FROM case_file") == 0


async def test_the_smallest_pool_there_may_be_is_enough(office: Office, acting: Staff, tmp_path: Path) -> None:
    pool = await open_pool(office.dsn, size=2)
    beside = await open_pool(office.dsn, size=1, least=0)
    services = await open_services(pool, beside, office.clock, ROOT_KEY)
    source = messages(office, tmp_path, "L-1,题,2005-10-14 10:00:00,文,,,")
    try:
        run = await asyncio.wait_for(replay(pool, services, acting, RULES, source), 20)
    finally:
        await pool.close()
        await beside.close()

    assert (run.complete, run.imported) == (True, 1)
