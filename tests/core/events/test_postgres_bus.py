"""Hints from other processes by NOTIFY, over a connection that may be taken away at any moment."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from core.events.bus import POLL_SECONDS
from core.events.postgres_bus import PostgresBus
from core.events.remote_bus import listening
from tests.support.office import Office

_NOTIFY = "select pg_notify('hotline_log', $1)"
_KILL = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hotline bus'"


@pytest.fixture
async def bus(office: Office) -> AsyncIterator[PostgresBus]:
    """A bus that listens."""
    async with listening(PostgresBus(office.dsn)) as opened:
        await connected(opened)
        yield opened


async def connected(bus: PostgresBus) -> None:
    while bus._connection is None:  # noqa: ASYNC110 - it tells nobody; readers do not wait for it
        await asyncio.sleep(0.01)


async def test_a_hint_of_another_process_wakes(bus: PostgresBus, office: Office) -> None:
    begun = time.monotonic()
    waiting = asyncio.create_task(bus.wait(41, 5))
    await office.pool.execute(_NOTIFY, "42")
    await waiting
    assert time.monotonic() - begun < 0.5


async def test_what_is_no_position_is_passed_over(bus: PostgresBus, office: Office) -> None:
    waiting = asyncio.create_task(bus.wait(41, 5))
    await office.pool.execute(_NOTIFY, "nonsense")
    await office.pool.execute(_NOTIFY, "42")
    await asyncio.wait_for(waiting, 1)


async def test_a_bell_is_heard_once_in_every_process(bus: PostgresBus, office: Office) -> None:
    async with listening(PostgresBus(office.dsn)) as other:
        await connected(other)
        before = await other.hear("stream", -1, 0)
        await bus.ring("stream")
        assert await other.hear("stream", before, 5) == before + 1
        assert await bus.hear("stream", 1, 0.1) == 1


async def test_without_a_database_waits_end_by_themselves_and_bells_are_heard_here() -> None:
    async with listening(PostgresBus("postgresql://nobody@127.0.0.1:1/none")) as bus:
        begun = time.monotonic()
        await bus.wait(0, 0.1)
        await bus.ring("stream")
        assert await bus.hear("stream", 0, 1) == 1
        assert time.monotonic() - begun < 1


async def test_a_connection_that_is_killed_again_and_again_delays_by_the_poll_at_most(
    bus: PostgresBus, office: Office
) -> None:
    """The short form: a log that grows 30 times a second, the connection killed every 0.4 s, nothing missed."""
    length, ends = 100, time.monotonic() + 0.4
    written: dict[int, float] = {}
    await office.pool.execute("create table grown (pos bigint primary key)")
    reading = asyncio.create_task(read_to(office, bus, length))
    try:
        for pos in range(1, length + 1):
            async with office.pool.acquire() as connection, connection.transaction():
                await connection.execute("insert into grown values ($1)", pos)
                await connection.execute(_NOTIFY, str(pos))
            written[pos] = time.monotonic()
            if time.monotonic() > ends:
                await office.pool.execute(_KILL)
                ends += 0.4
            await asyncio.sleep(0.03)
        seen = await asyncio.wait_for(reading, 5)
    finally:
        reading.cancel()
        await office.pool.execute("drop table grown")
    assert list(seen) == list(range(1, length + 1))
    assert max(seen[pos] - written[pos] for pos in seen) <= POLL_SECONDS + 0.2


async def read_to(office: Office, bus: PostgresBus, length: int) -> dict[int, float]:
    """When each position was seen, by a reader that waits on the bus with the poll behind it."""
    seen: dict[int, float] = {}
    while len(seen) < length:
        for row in await office.pool.fetch("select pos from grown where pos > $1 order by pos", len(seen)):
            seen[row["pos"]] = time.monotonic()
        await bus.wait(len(seen), POLL_SECONDS)
    return seen
