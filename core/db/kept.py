"""Connections for commands, kept from one to the next while there is work.

Taking a connection from the pool and giving it back costs more than to write a small unit of work. One that was used without
trouble is therefore kept for whoever comes next, unless other commands wait at the pool already: who comes later must not
overtake them. After a moment it goes back, so that everybody else has a turn however much is written.
"""

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any

from asyncpg import InterfaceError

if TYPE_CHECKING:
    import asyncpg

MOST_SECONDS = 0.1
"""From being taken from the pool to going back to it."""


class Kept:
    """Stands before the pool: `acquire` is the pool's. A third of its connections is kept at most."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool, self._size = pool, pool.get_max_size() // 3
        self._free: list[tuple[Any, float]] = []
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None

    def acquire(self) -> "Turn":
        """A connection for the block."""
        return Turn(self)

    async def take(self) -> tuple[Any, float]:
        """A connection, and until when it may be kept."""
        while self._free:
            connection, until = self._free.pop()
            if _usable(connection):
                return connection, until
            await self._pool.release(connection)
        self._waiting += 1
        try:
            connection = await self._pool.acquire()
        finally:
            self._waiting -= 1
        return connection, asyncio.get_running_loop().time() + MOST_SECONDS

    async def give(self, connection: Any, until: float, *, clean: bool) -> None:
        """Keep it or, if there was trouble, others wait, there are enough or its time is over, give it back."""
        loop, wanted = asyncio.get_running_loop(), not self._waiting and len(self._free) < self._size
        if clean and wanted and loop.time() < until and _usable(connection):
            self._free.append((connection, until))
            self._timer = self._timer or loop.call_later(MOST_SECONDS, self._look)
        else:
            await self._pool.release(connection)

    def _look(self) -> None:
        """Give back whose time is over."""
        self._timer = None
        loop = asyncio.get_running_loop()
        now, free, self._free = loop.time(), self._free, []
        for connection, until in free:
            if until <= now:
                asyncio.ensure_future(self._pool.release(connection)).add_done_callback(_settled)
            else:
                self._free.append((connection, until))
        if self._free:
            self._timer = loop.call_later(MOST_SECONDS, self._look)


class Turn:
    """One block's connection."""

    __slots__ = ("_connection", "_kept", "_until")

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    async def __aenter__(self) -> Any:
        self._connection, self._until = await self._kept.take()
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._kept.give(self._connection, self._until, clean=kind is None)


def _usable(connection: Any) -> bool:
    try:
        return not connection.is_closed() and not connection.is_in_transaction()
    except InterfaceError:  # it was lost, and the pool has taken it back
        return False


def _settled(leaving: "asyncio.Future[None]") -> None:
    if not leaving.cancelled():
        leaving.exception()  # a connection that cannot be given back is gone, and the pool knows it
