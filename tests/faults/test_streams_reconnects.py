"""Subscribers who leave and come back all the time, in order and without a word: nothing missed, nothing left behind.

HOTLINE_TEST_LONG=1: 1,000 reconnects within a minute; else 60.
"""

import asyncio
import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from tests.faults.hosts import Hosts, Load, hosts
from tests.faults.subscribers import Subscriber
from tests.faults.test_streams_restarts import told
from tests.faults.writing import working, writer

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
RECONNECTS, WARM = (1_000, 100) if LONG else (60, 20)
SUBSCRIBERS, SECONDS = 10, 60
GROWTH = 20 << 20
"""Bytes of resident memory; what a connection left behind would be at least 30 kB."""
POOL = 10
PASSING = 20
"""Tasks that live for a moment, whenever one looks."""

ROLES = ("operator", "city_lead")


@pytest.fixture
def site(module_database: str, tmp_path: Path) -> Iterator[Hosts]:
    with hosts(tmp_path, module_database) as found:
        found.start()
        yield found


async def test_reconnects_miss_nothing_and_leave_nothing_behind(site: Hosts) -> None:
    chance = random.Random(7)
    following = [
        Subscriber(
            site.addresses, site.token(ROLES[number % 2]), over=("ws", "sse")[number // 2 % 2], rude=number % 3 == 0
        )
        for number in range(SUBSCRIBERS)
    ]
    await asyncio.gather(*(until_heard(one) for one in following))
    async with writer(site.addresses, site.bearer) as someone, working(someone, 0.1):
        await come_and_go(following, WARM, chance)
    before = await settled(site)
    async with writer(site.addresses, site.bearer, "another") as someone, working(someone, 0.1):
        begun = time.monotonic()
        await come_and_go(following, RECONNECTS, chance)
        seconds = time.monotonic() - begun
    after = await settled(site)
    tasks = [asyncio.create_task(one.follow()) for one in following]
    expected = await told(site.dsn, following)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    print(  # noqa: T201 - the figures of the proof
        f"{RECONNECTS} reconnects in {seconds:.1f} s, {len(expected[0])} events, memory "
        f"{before.memory >> 20} -> {after.memory >> 20} MiB, files {before.files} -> {after.files}, "
        f"tasks {sum(before.tasks.values())} -> {sum(after.tasks.values())}"
    )
    assert [one.ids for one in following] == expected
    assert [one.resyncs for one in following] == [0] * SUBSCRIBERS
    assert sum(after.tasks.values()) - sum(before.tasks.values()) <= PASSING, (before.tasks, after.tasks)
    assert after.files <= before.files
    assert after.memory - before.memory < GROWTH
    assert seconds < SECONDS
    assert site.faults() == []


async def until_heard(one: Subscriber) -> None:
    """From here on it has a cursor, however often a busy server sends it away."""
    task = asyncio.create_task(one.follow())
    async with asyncio.timeout(20):
        await one.heard.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def come_and_go(following: list[Subscriber], count: int, chance: random.Random) -> None:
    """So many connections altogether, some of which do not even get to the first answer."""

    async def one_after_another(one: Subscriber) -> None:
        for _ in range(count // len(following)):
            with suppress(TimeoutError):
                async with asyncio.timeout(chance.choice((0.02, 0.1, 0.3, 0.6))):
                    await one.once(one.servers[0])

    await asyncio.gather(*map(one_after_another, following))


async def settled(site: Hosts) -> Load:
    """What the server holds once nobody is connected, its connections to the database aside: those come as needed."""
    async with asyncio.timeout(15):
        while site.gauge("graphql_connections") or site.gauge("graphql_subscriptions"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
    await asyncio.sleep(1)
    connection = await asyncpg.connect(site.dsn)
    try:
        found = await asyncio.to_thread(site.load)
        others = await connection.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        idle = await connection.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
        )
    finally:
        await connection.close()
    assert others <= POOL + 2, "the pool, and one that listens"
    assert idle == 0
    return found._replace(files=found.files - others)
