"""Work that a process does again and again until it stops, whatever happens to the database meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from core.db.trouble import TROUBLE

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
"""Seconds after trouble; a database that comes back is noticed within the longest."""

Pause = Callable[[float], Awaitable[object]]

_log = structlog.get_logger("hotline.repeat")


async def repeat(
    name: str, work: Callable[[], Awaitable[object]], stop: asyncio.Event, every: float, pause: Pause = asyncio.sleep
) -> None:
    """Do `work`, wait `every` seconds, until `stop` is set; what is under way is finished. `pause` may end the wait early.

    Trouble with the database is logged and waited for, each time twice as long; any other error ends the loop, for it would
    only repeat itself.
    """
    failures = 0
    while not stop.is_set():
        try:
            await work()
            failures = 0
            await _wait(stop, pause(every))
        except TROUBLE as error:
            failures += 1
            _log.warning("database_trouble", work=name, failures=failures, error=type(error).__name__)
            await _wait(stop, asyncio.sleep(min(min(every, FIRST_PAUSE) * 2 ** min(failures, 16), LONGEST_PAUSE)))


async def _wait(stop: asyncio.Event, pause: Awaitable[object]) -> None:
    asked, paused = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(pause)
    try:
        await asyncio.wait((asked, paused), return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        paused.cancel()
