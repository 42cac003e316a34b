"""A bus that reaches other processes over a connection, which it keeps up."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import structlog

from core.events.bus import LocalBus

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds between one attempt to connect and the next; the last one stands."""

_log = structlog.get_logger("hotline.bus")


class RemoteBus(LocalBus, ABC):
    """`listen` says how; a lost connection is made anew, and costs those who wait the poll behind the bus at most."""

    def __init__(self) -> None:
        super().__init__()
        self._failures = 0

    @abstractmethod
    async def listen(self) -> None:
        """Connect, call `connected`, and pass on what is heard; ends with the error that took the connection."""

    def connected(self) -> None:
        """From now on hints are heard; what was said before, nobody has heard."""
        self._failures = 0
        self.missed()

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self.listen()
            except Exception as error:
                # Whatever it is, nothing but speed depends on it. Its text may hold an address with a password.
                _log.warning("bus lost", error=type(error).__qualname__, failures=self._failures)
            await asyncio.sleep(PAUSES[min(self._failures, len(PAUSES) - 1)])
            self._failures += 1


_Kind = TypeVar("_Kind", bound=RemoteBus)


@asynccontextmanager
async def listening(bus: _Kind) -> AsyncIterator[_Kind]:
    """The bus with its connection, for the block. Nobody waits for the connection: the poll serves until it is there."""
    running = asyncio.create_task(bus.run())
    try:
        yield bus
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
