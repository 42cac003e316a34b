"""Connections for short reads, taken from the pool and kept while there is work.

Asking the pool for a connection and giving it back costs three times what a point read costs the process. A lane is
given back when it has been idle for a moment, or when its statement was interrupted.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncpg

IDLE_SECONDS = 0.1

READ_SECONDS = 2.0
"""A read that takes longer is cancelled: it is not short, and the executor says what to add."""


class Lanes:
    """Half of the pool's connections at most, so that commands never wait for reads."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool, self._size, self._taken = pool, pool.get_max_size() // 2, 0
        self._free: list[Any] = []
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._used = False
        self._timer: asyncio.TimerHandle | None = None

    async def fetch(self, sql: str, arguments: Sequence[object]) -> Sequence[Sequence[Any]]:
        """All rows. A statement that ends in whatever exception costs its lane."""
        if self._size == 0:
            found: Sequence[Sequence[Any]] = await self._pool.fetch(sql, *arguments)
            return found
        lane = self._free.pop() if self._free else await self._another()
        self._used = True
        try:
            rows: Sequence[Sequence[Any]] = await lane.fetch(sql, *arguments, timeout=READ_SECONDS)
        except BaseException:
            self._leave(lane)
            raise
        self._hand_on(lane)
        return rows

    async def _another(self) -> Any:
        """A lane of one's own, or the next that somebody hands on: first come, first served."""
        if self._taken < self._size:
            return await self._opened()
        turn: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            lane = await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.result() is not None:
                self._hand_on(turn.result())
            raise
        return await self._another() if lane is None else lane

    async def _opened(self) -> Any:
        self._taken += 1
        try:
            return await self._pool.acquire()
        except BaseException:
            self._taken -= 1
            self._wake(None)
            raise

    def _hand_on(self, lane: Any) -> None:
        if not self._wake(lane):
            self._free.append(lane)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._look)

    def _wake(self, lane: Any) -> bool:
        """Give the lane to who waits longest, or with none the right to open one. Whether there is anybody."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(lane)
                return True
        return False

    def _leave(self, lane: Any) -> None:
        self._taken -= 1
        self._wake(None)
        # The pool waits until an interrupted statement has ended, or drops the connection.
        leaving = asyncio.ensure_future(self._pool.release(lane))
        leaving.add_done_callback(_settled)

    def _look(self) -> None:
        """Give the lanes back unless one was used since the last look."""
        self._timer = None
        if self._used or self._waiting:
            self._used = False
            self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._look)
            return
        while self._free:
            self._leave(self._free.pop())


def _settled(leaving: "asyncio.Future[None]") -> None:
    if not leaving.cancelled():
        leaving.exception()  # a connection that cannot be given back is gone, and the pool knows it
