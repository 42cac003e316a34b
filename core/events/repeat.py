"""Work that a process does again and again until it stops, whatever happens to the database meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg
import structlog

LONGEST_PAUSE = 5.0
"""Seconds; a database that comes back is noticed within that time."""

_log = structlog.get_logger("hotline.repeat")
_DATABASE_TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


async def repeat(name: str, work: Callable[[], Awaitable[object]], stop: asyncio.Event, every: float) -> None:
    """Do `work`, wait `every` seconds, until `stop` is set; what is under way is finished.

    Trouble with the database is logged and waited for, each time twice as long; any other error ends the loop, for it would
    only repeat itself.
    """
    failures = 0
    while not stop.is_set():
        try:
            await work()
            failures = 0
        except _DATABASE_TROUBLE as error:
            failures += 1
            _log.warning("database_trouble", work=name, failures=failures, error=type(error).__name__)
        await _wait(stop, min(every * 2 ** min(failures, 16), max(every, LONGEST_PAUSE)))


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
