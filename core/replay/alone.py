"""One process replays a file at a time, on one connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from core.errors import DomainError

_LOCK = "select pg_try_advisory_lock($1)"
_UNLOCK = "select pg_advisory_unlock($1)"
_UNHURRIED = "set synchronous_commit = off"
"""Commits do not wait for the disk, and reach it in order within a second. What a crash of the machine takes away is the
last steps as a whole, and the next run does them again; so no answer is lost, for a replay gives none."""


class ReplayUnderWay(DomainError):
    """Another process replays the same file."""


class Line:
    """A pool of one connection: a replay is one sequence of transactions, and it is this connection that holds the lock."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.fetch, self.fetchrow, self.fetchval = connection.fetch, connection.fetchrow, connection.fetchval

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """The connection; it stays ours."""
        yield self._connection


@asynccontextmanager
async def alone(pool: Any, replay_id: UUID) -> AsyncIterator[Line]:
    """A connection for the replay that keeps every other process from replaying the same file.

    A killed process's lock goes with its connection. Raises ReplayUnderWay while another process has it.
    """
    async with pool.acquire() as connection:
        if not await connection.fetchval(_LOCK, _number(replay_id)):
            raise ReplayUnderWay("Another process is importing this file.\nWait until it is done, or stop it.")
        try:
            await connection.execute(_UNHURRIED)
            yield Line(connection)
        finally:
            if not connection.is_closed():
                await connection.fetchval(_UNLOCK, _number(replay_id))


def _number(replay_id: UUID) -> int:
    """PostgreSQL's locks are signed 64-bit numbers."""
    return int.from_bytes(replay_id.bytes[:8], "big", signed=True)
