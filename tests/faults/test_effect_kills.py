"""Whatever is killed, every after-effect is done once (given events, when readers are killed, then each has its row)."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from core.events.sequence import run_sequencer
from tests.core.events.writers import write
from tests.core.plugin.following import cases
from tests.faults.herd import Herd
from tests.support.office import Office

pytestmark = pytest.mark.faults

PROVE = os.environ.get("HOTLINE_TEST_LONG") == "1"
EVENTS, KILLS = (5_000, 100) if PROVE else (300, 6)
PROCESSES = 2


@pytest.fixture
async def made(office: Office) -> list[UUID]:
    return await cases(office, 7)


@pytest.fixture
async def followers(office: Office, made: list[UUID]) -> AsyncIterator[Herd]:
    """Processes that read the log for the same plug-in; the cases they hear of are there already."""
    started = await asyncio.to_thread(Herd, "tests.faults.follower", office.dsn, PROCESSES, "following")
    yield started
    started.end()


async def test_readers_are_killed_amid_effects(office: Office, made: list[UUID], followers: Herd) -> None:
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
