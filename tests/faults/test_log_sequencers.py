"""Two processes number events, and one of them stands still inside its step: the other waits or takes over.

Given writers at work, when the one that holds the sequencer's row is stopped (SIGSTOP) between its lock and its commit, and
when PostgreSQL gives it up meanwhile, then every event gets one position, whoever commits.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from core.events.queues import entries
from tests.core.events.queueing import HOUSING
from tests.core.events.writers import some_cases, write
from tests.faults.log_verdict import log_sound
from tests.support import forked
from tests.support.office import Office, forget, open_office
from tests.web.serving import ROOT

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
STANDSTILL, ROUNDS = (5.0, 5) if LONG else (1.0, 1)
"""Seconds; the long one is longer than anybody waits for a lock."""

_STOP = "lock table event_log in share row exclusive mode"
_INSIDE = "select pid from pg_locks where relation = 'event_log'::regclass and not granted"
_LAST = "select last_pos from sequencer"
_LET_GO = "select pg_terminate_backend($1, 5000)"


class Numberer:
    """One of the two processes."""

    def __init__(self, dsn: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = forked.start(
            "tests.faults.numberer", dsn, cwd=ROOT, env=env, stdout=forked.PIPE, stderr=forked.DEVNULL
        )
        assert self.process.stdout is not None
        self.backend = int(self.process.stdout.readline())

    def end(self) -> None:
        """Without a warning, also while it is stopped."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
async def site(module_database: str) -> AsyncIterator[Office]:
    """A hotline nobody else numbers the events of, with an empty log."""
    async with open_office(module_database, size=8) as office:
        await forget(office)
        yield office


@pytest.fixture
async def cases(site: Office) -> list[UUID]:
    """Without an event."""
    return await some_cases(site, 20)


@pytest.fixture
def numberers(cases: list[UUID], site: Office) -> Iterator[list[Numberer]]:
    """Two of them."""
    started = [Numberer(site.dsn) for _ in range(2)]
    yield started
    for one in started:
        one.end()


class Follower:
    """Reads a queue from its beginning, entry by entry, as often as it can."""

    def __init__(self, office: Office) -> None:
        self._office, self.met, self.at = office, list[UUID](), 0

    async def run(self) -> None:
        """For ever; a place that is not the next one is an error."""
        while True:
            for entry in await entries(self._office.read, HOUSING, self.at, 500):
                assert entry.qpos == self.at + 1, "a place was skipped or came twice"
                self.at = entry.qpos
                self.met.append(entry.event.id)
            await asyncio.sleep(0.01)


async def stopped_inside(office: Office, numberers: list[Numberer]) -> Numberer:
    """Whichever leads, stopped after its lock and before its commit."""
    async with office.pool.acquire() as connection, connection.transaction(), asyncio.timeout(20):
        await connection.execute(_STOP)
        while (holder := await connection.fetchval(_INSIDE)) is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.005)
        (leader,) = [one for one in numberers if one.backend == holder]
        os.kill(leader.process.pid, signal.SIGSTOP)
    return leader


class Writing:
    """Events of these cases, written until it is told to end; how many were committed is what it returns."""

    def __init__(self, office: Office, cases: list[UUID]) -> None:
        self._office, self._cases, self.ending = office, cases, asyncio.Event()
        self._running = asyncio.create_task(self._run())

    async def _run(self) -> int:
        committed, chance = 0, random.Random(5)
        while not self.ending.is_set():
            office = self._office
            committed += await write(office.pool, office.services, self._cases, 10, chance, queues=[HOUSING])
        return committed

    async def end(self) -> int:
        self.ending.set()
        return await self._running


async def longer(office: Office, than: int) -> int:
    """The log's length as soon as it has grown."""
    async with asyncio.timeout(20):
        while (last := int(await office.pool.fetchval(_LAST))) <= than:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
    return last


async def arrived(follower: Follower, following: "asyncio.Task[None]", count: int) -> None:
    """Wait until it has met so many."""
    async with asyncio.timeout(20):
        while follower.at < count:
            if following.done():
                following.result()
            await asyncio.sleep(0.05)
    following.cancel()


@pytest.mark.parametrize("given_up", [False, True], ids=["goes-on", "is-given-up-meanwhile"])
async def test_one_that_stands_still_inside_its_step_neither_doubles_nor_skips(
    site: Office, cases: list[UUID], numberers: list[Numberer], given_up: bool
) -> None:
    follower, writing = Follower(site), Writing(site, cases)
    following = asyncio.create_task(follower.run())
    for _ in range(ROUNDS):
        leader = await stopped_inside(site, numberers)
        before = await site.pool.fetchval(_LAST)
        if given_up:
            assert await site.pool.fetchval(_LET_GO, leader.backend)
        await asyncio.sleep(STANDSTILL)
        at = await site.pool.fetchval(_LAST)
        assert (at > before) is given_up, "nobody else numbers as long as the database holds the lock for it"
        os.kill(leader.process.pid, signal.SIGCONT)
        if given_up:
            numberers[1 - numberers.index(leader)].end()
            await longer(site, await site.pool.fetchval(_LAST))
            leader.end()
            numberers[:] = [Numberer(site.dsn) for _ in range(2)]
        await longer(site, at)
    committed = await writing.end()
    await arrived(follower, following, committed)

    await log_sound(site.pool)
    assert len(set(follower.met)) == len(follower.met) == committed
    assert await site.pool.fetchval(_LAST) == committed
    assert all(one.process.poll() is None for one in numberers)
