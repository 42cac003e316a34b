"""Whatever is killed, every after-effect is done once (given events, when readers are killed, then each has its row)."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from core.events.sequence import run_sequencer
from tests.core.events.writers import write
from tests.core.plugin.following import cases
from tests.support import forked
from tests.support.office import Office

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
PROVE = os.environ.get("HOTLINE_TEST_LONG") == "1"
EVENTS, KILLS = (5_000, 100) if PROVE else (300, 6)
PROCESSES = 2


class Followers:
    """Processes that read the log for the same plug-in."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._running = [self._start() for _ in range(PROCESSES)]

    def kill_one(self, chance: random.Random) -> None:
        """Without a warning, and another one takes its place."""
        place = chance.randrange(PROCESSES)
        self._end(self._running[place])
        self._running[place] = self._start()

    def end(self) -> None:
        for one in self._running:
            self._end(one)

    def _start(self) -> forked.Process:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = forked.start("tests.faults.follower", self._dsn, cwd=ROOT, env=env, stdout=forked.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == "following\n"
        return process

    def _end(self, process: forked.Process) -> None:
        process.kill()
        process.communicate()


@pytest.fixture
async def made(office: Office) -> list[UUID]:
    return await cases(office, 7)


@pytest.fixture
async def followers(office: Office, made: list[UUID]) -> AsyncIterator[Followers]:
    """The processes; the cases they hear of are there already."""
    started = await asyncio.to_thread(Followers, office.dsn)
    yield started
    started.end()


async def test_readers_are_killed_amid_effects(office: Office, made: list[UUID], followers: Followers) -> None:
    chance, stop = random.Random(3), asyncio.Event()
    numbering = asyncio.create_task(run_sequencer(office.pool, stop))
    writing = asyncio.create_task(write(office.pool, office.services, made, EVENTS, chance))

    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.1, 0.4))
        await asyncio.to_thread(followers.kill_one, chance)
    written = await writing
    async with asyncio.timeout(60):
        while await passed(office) < written:  # noqa: ASYNC110 - the row is all there is to look at
            await asyncio.sleep(0.05)
    stop.set()
    await numbering

    assert await office.pool.fetchval("select count(*) from plugin_effect") == 0
    rows = await office.pool.fetch("select key from access_attempt order by key")
    events = await office.pool.fetch("select uuid_send(id) as key from case_event order by 1")
    assert [row["key"] for row in rows] == [event["key"] for event in events]


async def passed(office: Office) -> int:
    return await office.pool.fetchval("select coalesce(max(pos), 0) from plugin_cursor") or 0
