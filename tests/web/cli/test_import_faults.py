"""An importer that is stopped or killed at random moments: resumed, it ends where an undisturbed one does."""

import asyncio
import os
import random
import signal
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.db.private import Cluster
from core.doctor.examine import examine
from tests.core.replay.desk import history, reported, run_of, source_of
from tests.core.replay.sample import sample
from tests.support.database import new_database
from tests.support.office import Office, open_office
from tests.web.cli.importer import begun, ended
from web.cli.import_accounts import staff

KILLS = 20 if os.environ.get("HOTLINE_TEST_LONG") else 3


@pytest.fixture
async def disturbed(cluster: Cluster, seeded: str) -> AsyncIterator[Office]:
    """A hotline of its own for the importer that is killed."""
    async with new_database(cluster, f"killed_{uuid.uuid4().hex[:12]}", seeded) as dsn, open_office(dsn) as office:
        yield office


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sample.csv"
    path.write_bytes(sample().content)
    return path


@pytest.mark.faults
async def test_killed_at_random_moments_it_ends_as_if_undisturbed(
    office: Office, disturbed: Office, file: Path, tmp_path: Path
) -> None:
    chance = random.Random()
    source = source_of(office, file)
    await run_of(office, await staff(office.pool, office.services, office.matrix), source)

    events = await office.pool.fetchval("SELECT count(*) FROM case_event")
    for number in range(KILLS):
        process = await begun(file, disturbed.dsn, tmp_path)
        await until_events(disturbed, int(events * (number + chance.random()) / (KILLS + 1)))
        process.kill()
        code, output = await ended(process)
        assert code == -signal.SIGKILL, output
    code, output = await ended(await begun(file, disturbed.dsn, tmp_path))

    assert code == 0, output
    assert await reported(disturbed, source) == await reported(office, source)
    keys = await disturbed.pool.fetch("SELECT external_no FROM case_file ORDER BY external_no")
    assert [key for (key,) in keys] == sorted(one.source_id for one in source.messages)
    assert await history(disturbed.pool) == await history(office.pool)
    assert await examine(disturbed.pool) == ()


async def until_events(office: Office, wanted: int) -> None:
    """Until so many events are written: moments of the work and not of the clock, for machines differ."""
    async with asyncio.timeout(60):
        while await office.pool.fetchval("SELECT count(*) FROM case_event") < wanted:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.003)


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_asked_to_stop_it_stops_between_steps_and_says_how_to_go_on(
    office: Office, file: Path, tmp_path: Path, number: signal.Signals
) -> None:
    process = await begun(file, office.dsn, tmp_path)
    await until_events(office, 1)

    process.send_signal(number)
    code, output = await ended(process)

    assert code == 130, output
    assert "Stopped after " in output
    assert "Repeat the same command to go on from here." in output
    half_done = "SELECT count(*) FROM case_file WHERE state NOT IN ('IN_PROGRESS', 'CLOSED')"
    assert await office.pool.fetchval(half_done) == 0
