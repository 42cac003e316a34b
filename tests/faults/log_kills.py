"""Killing, without a warning, each process that an event passes through."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from core.db.private import Cluster, ensure, release
from tests.clients.delivering import Place, until
from tests.faults.log_load import started
from tests.support.database import programs

_TIMES = {"postmaster": 3, "backend": 3, "server": 2, "worker": 2, "sequencer": 1, "numberers": 1, "subscriber": 3}
DECK = tuple(kind for kind, times in _TIMES.items() for _ in range(times))
"""What is killed in fifteen cycles."""

_BACKENDS = "select pid from pg_stat_activity where application_name like 'hotline%'"
_STANDSTILL = "lock table event_log in share row exclusive mode"
_INSIDE = """
select waits.pid from pg_locks waits join pg_locks leads on leads.pid = waits.pid and leads.granted
where waits.relation = 'event_log'::regclass and not waits.granted and leads.relation = 'sequencer'::regclass
"""
"""A sequencer between its lock and its first row of the log."""
PATIENCE = 90.0
"""Seconds for anything to come back, on a machine that has much else to do."""
TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


@dataclass
class Killer:
    """Knows who is who. `cluster` is the database the server uses, on its socket at `dsn`."""

    place: Place
    cluster: Cluster
    killed: dict[str, int] = field(default_factory=dict)

    @property
    def dsn(self) -> str:
        """The database's address, which outlives it."""
        return self.cluster.dsn

    def kill(self, kind: str, chance: random.Random) -> None:
        """One of the kinds in the deck; afterwards everything is there again, or on its way."""
        ways: dict[str, Callable[[], None]] = {
            "postmaster": self._postmaster,
            "backend": lambda: asyncio.run(self._backend(chance)),
            "server": self._server,
            "worker": lambda: _end([chance.choice(self._workers())]),
            "sequencer": lambda: asyncio.run(self._sequencer(lambda holder: _end([holder]))),
            "numberers": lambda: asyncio.run(self._sequencer(lambda _: _end(self._workers()))),
            "subscriber": self._subscriber,
        }
        ways[kind]()
        self.killed[kind] = self.killed.get(kind, 0) + 1

    def _postmaster(self) -> None:
        os.kill(self.cluster.pid, signal.SIGKILL)
        self.cluster = restarted(self.cluster)

    async def _backend(self, chance: random.Random) -> None:
        """One of the server's connections; PostgreSQL then ends all others and recovers as after a crash."""
        found: list[int] = []
        while not found:
            connection = await answering(self.dsn)
            with suppress(*TROUBLE):
                found = [row["pid"] for row in await connection.fetch(_BACKENDS)]
            connection.terminate()
        _end([chance.choice(found)])
        (await answering(self.dsn)).terminate()

    async def _sequencer(self, kill: Callable[[int], None]) -> None:
        """Given one that is stopped inside its step, by a lock on the log, `kill` is told its backend."""
        while not await self._killed_inside(kill):
            continue  # the crash before was not over yet
        (await answering(self.dsn)).terminate()

    async def _killed_inside(self, kill: Callable[[int], None]) -> bool:
        connection, killed = await answering(self.dsn), False
        # A crash takes our connection, too: the one that `kill` makes, or the end of the one before.
        with suppress(*TROUBLE):
            async with connection.transaction(), asyncio.timeout(PATIENCE):
                await connection.execute(_STANDSTILL)
                while (holder := await connection.fetchval(_INSIDE)) is None:  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.005)
                kill(holder)
                killed = True
        connection.terminate()
        return killed

    def _server(self) -> None:
        self.place.serving.stop(signal.SIGKILL)
        self.place.serving = started(self.place.serving, self.dsn)

    def _workers(self) -> list[int]:
        """Those that live; the last one to die may not have been replaced yet."""
        found: list[int] = []

        def living() -> bool:
            children = psutil.Process(self.place.serving.process.pid).children()
            found[:] = [one.pid for one in children if one.status() != psutil.STATUS_ZOMBIE]
            return bool(found)

        until(living, "a worker is alive", PATIENCE)
        return found

    def _subscriber(self) -> None:
        self.place.end_client()
        self.place.start_client()


def _end(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # it had just gone by itself
            continue


def restarted(cluster: Cluster) -> Cluster:
    """After its postmaster was killed."""
    anew = durable(cluster.data.parents[1])
    release(cluster)
    return anew


async def answering(dsn: str, patience: float = PATIENCE) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection, as soon as there is one: recovery may cut the first."""
    async with asyncio.timeout(patience):
        while True:
            try:
                connection = await asyncpg.connect(dsn)
                await connection.fetchval("select 1")
            except TROUBLE:
                await asyncio.sleep(0.05)
            else:
                return connection


def durable(var: Path) -> Cluster:
    """A PostgreSQL of the test's own, which keeps its promises."""
    return ensure(var, durable=True, binaries=programs())
