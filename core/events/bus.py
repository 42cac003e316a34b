"""The wake-up bus: tells whoever reads the log that it has grown, so that nobody has to ask all the time.

It carries hints and nothing else. The database is the only truth: a hint may be lost, late, doubled or wrong, and whoever
waits asks again after `POLL_SECONDS` whatever the bus says.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

POLL_SECONDS = 1.0
"""The poll behind every wait: the longest that a lost hint delays anybody."""

OUTBOX = "outbox"
"""Struck in a process that has committed events: its own sequencer numbers them at once."""

LOG = "log"
"""Struck with every position that is told, for those who keep no position of their own."""


class Bus(Protocol):
    """One per process, in `services.bus`."""

    async def wait(self, after_pos: int, seconds: float) -> None:
        """Return when the log may be longer than `after_pos`, at the latest after `seconds`. It may return for nothing."""

    async def tell(self, pos: int) -> None:
        """The log is now `pos` long, which is committed: wake those who wait, in every process."""

    async def hear(self, bell: str, after: int, seconds: float) -> int:
        """How often `bell` was heard in this process: as soon as that is more than `after`, at the latest after `seconds`."""

    async def ring(self, bell: str) -> None:
        """Strike `bell` in every process. Its name is up to 64 letters, digits, dots, dashes and low lines."""

    def strike(self, bell: str) -> None:
        """Strike `bell` in this process only, which costs nothing."""

    @property
    def told_of(self) -> int:
        """The position of the last hint, 0 before there was any."""


class LocalBus:
    """The bus of a process that is alone, and what every other bus is within its process."""

    def __init__(self) -> None:
        self._pos, self._told_at, self._gaps = 0, 0.0, 0
        self._heard: dict[str, int] = defaultdict(int)
        self._news = asyncio.Event()

    @property
    def told_of(self) -> int:
        """See Bus."""
        return self._pos

    async def wait(self, after_pos: int, seconds: float) -> None:
        """See Bus."""
        now, gaps = asyncio.get_running_loop().time, self._gaps
        # An old hint says nothing new to somebody who still waits: after a restore, readers would never rest again.
        await self._until(
            lambda: self._gaps != gaps or (self._pos > after_pos and now() - self._told_at < POLL_SECONDS), seconds
        )

    async def tell(self, pos: int) -> None:
        """See Bus."""
        self.told(pos)

    def told(self, pos: int) -> None:
        """Take a hint. The last one counts: after a restore the log is shorter than it was."""
        self._pos, self._told_at = pos, asyncio.get_running_loop().time()
        self.strike(LOG)

    async def hear(self, bell: str, after: int, seconds: float) -> int:
        """See Bus."""
        await self._until(lambda: self._heard[bell] > after, seconds)
        return self._heard[bell]

    async def ring(self, bell: str) -> None:
        """See Bus."""
        self.strike(bell)

    def strike(self, bell: str) -> None:
        """See Bus."""
        self._heard[bell] += 1
        self._wake()

    def missed(self) -> None:
        """Hints may have been lost: everybody who waits shall look for himself."""
        self._gaps += 1
        for bell in self._heard:
            self._heard[bell] += 1
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _until(self, come: Callable[[], bool], seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not come():
                    await self._news.wait()


def pause_at(bus: Bus, bell: str, least: float) -> Callable[[float], Awaitable[None]]:
    """A pause of so many seconds that ends when the bell is struck, or was since the last one ended, but not before `least`.

    So what comes after a quiet time is attended to at once, and a rush of it in batches.
    """
    heard = 0

    async def pause(seconds: float) -> None:
        nonlocal heard
        await asyncio.sleep(least)
        heard = await bus.hear(bell, heard, seconds)

    return pause
