"""One process replays a file at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from core.errors import DomainError

CONNECTIONS = 3
"""What a replay needs at once: the step's transaction, a new month's key in one of its own, and the lock's session."""

_LOCK = "select pg_try_advisory_lock($1)"


class ReplayRefused(DomainError):
    """The replay cannot begin; the message says why and what to do."""


@asynccontextmanager
async def alone(pool: Any, replay_id: UUID) -> AsyncIterator[None]:
    """Keep every other process from replaying the same file; a killed one's lock goes with its connection.

    Raises ReplayRefused while another process replays it, or when the pool is too small to work.
    """
    if pool.get_max_size() < CONNECTIONS:
        raise ReplayRefused(f"An import needs {CONNECTIONS} database connections.\nRaise HOTLINE_POOL_SIZE to that.")
    async with pool.acquire() as connection:
        if not await connection.fetchval(_LOCK, _number(replay_id)):
            raise ReplayRefused("Another process is importing this file.\nWait until it is done, or stop it.")
        yield


def _number(replay_id: UUID) -> int:
    """PostgreSQL's locks are signed 64-bit numbers."""
    return int.from_bytes(replay_id.bytes[:8], "big", signed=True)
