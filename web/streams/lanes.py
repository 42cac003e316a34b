"""Turns for what each stream makes for itself: few at a time, and one account after the other.

Hundreds of streams that catch up at once would keep everybody else on the loop waiting; and the streams of one account, however
many there are, wait for one another rather than for those of others.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Lanes:
    """`size` turns at a time. Among those who wait, each account has one turn before any has another."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, account: Hashable) -> AsyncIterator[None]:
        """Wait for the account's turn, and keep it for the block."""
        await self._come(account)
        try:
            yield
        finally:
            self._next()

    async def _come(self, account: Hashable) -> None:
        if self._free:
            self._free -= 1
            return
        coming = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(account, deque()).append(coming)
        try:
            await coming
        except asyncio.CancelledError:
            if not coming.cancelled():  # the turn came in the same instant, and nobody takes it
                self._next()
            raise

    def _next(self) -> None:
        while self._waiting:
            account = next(iter(self._waiting))
            queue = self._waiting.pop(account)
            coming = queue.popleft()
            if queue:
                self._waiting[account] = queue  # behind the others
            if not coming.done():
                coming.set_result(None)
                return
        self._free += 1
