"""Hints from other processes by NOTIFY, over a connection that may be taken away at any moment."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID

import pytest

from core.db.connection import open_pool
from core.db.uow import unit_of_work
from core.events import postgres_bus as module
from core.events.bus import POLL_SECONDS
from core.events.postgres_bus import PostgresBus
from core.events.record import NewEvent, drafted, keep
from core.events.remote_bus import listening
from core.events.sequence import run_sequencer
from core.events.tail import Tail
from tests.core.events.writers import _NEXT as NEXT
from tests.core.events.writers import some_cases
from tests.support.office import Office

SECONDS, KILL_SECONDS = (300.0, 2.0) if os.environ.get("HOTLINE_TEST_LONG") == "1" else (4.0, 0.5)
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


def pid(bus: PostgresBus) -> int:
    assert bus._connection is not None
    return int(bus._connection.get_server_pid())


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


async def test_a_connection_that_says_nothing_is_waited_for_once(
    bus: PostgresBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a connection whose other end stands still
    monkeypatch.setattr(module, "CONNECT_SECONDS", 0.5)
    silent = pid(bus)
    os.kill(silent, signal.SIGSTOP)
    try:
        # when several ring
        begun = time.monotonic()
        await asyncio.gather(*(bus.ring("stream") for _ in range(6)))
        # then they wait for it together, and another one is made
        assert time.monotonic() - begun < 1.5
        assert await bus.hear("stream", 5, 0) >= 6
        async with asyncio.timeout(5):
            await connected(bus)
        assert silent != pid(bus)
    finally:
        os.kill(silent, signal.SIGCONT)


async def test_a_connection_that_is_killed_again_and_again_delays_by_the_poll_at_most(
    bus: PostgresBus, log: Office
) -> None:
    """One process writes and numbers, another follows, and the second one's connection does not last."""
    (case_id,) = await some_cases(log, 1)
    stop, seen, written = asyncio.Event(), dict[UUID, float](), dict[UUID, float]()
    kept = await open_pool(log.dsn, size=3)
    numbering = asyncio.create_task(run_sequencer(kept, stop, log.services.bus))
    following = asyncio.create_task(follow(Tail(kept, bus), seen))
    ends, next_kill = time.monotonic() + SECONDS, time.monotonic() + KILL_SECONDS
    while time.monotonic() < ends:
        written[await note(log, case_id)] = time.monotonic()
        if time.monotonic() > next_kill:
            await log.pool.execute(_KILL)
            next_kill += KILL_SECONDS
        await asyncio.sleep(0.03)
    async with asyncio.timeout(5):
        while len(seen) < len(written):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    stop.set()
    following.cancel()
    await asyncio.gather(numbering, following, return_exceptions=True)
    await kept.close()
    delays = sorted(seen[one] - written[one] for one in written)
    assert list(seen) == list(written)
    assert delays[-1] <= POLL_SECONDS + 0.2
    assert delays[len(delays) // 2] < 0.2, "while the connection is there, the bus is what wakes"


async def follow(tail: Tail, seen: dict[UUID, float]) -> None:
    """Note when each event was seen."""
    async with aclosing(tail.follow(0)) as batches:
        async for batch in batches:
            for one in batch:
                assert one.event.id not in seen
                seen[one.event.id] = time.monotonic()


async def note(log: Office, case_id: UUID) -> UUID:
    """An event of its own version of the case, committed."""
    async with unit_of_work(log.pool, log.services) as uow:
        version = await uow.fetch_value(NEXT, id=case_id, one=1)
        rows = drafted(uow, case_id, version, 0, None, [NewEvent("noted")])
        await keep(uow, rows, [()])
    return UUID(str(rows[0]["id"]))
