"""Every connection of this process that stays open: counted, looked at, and ended when the process ends."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Protocol

import structlog

from web.auth.live import LOOK_SECONDS, LiveViewers
from web.http.codes import SERVICE_UNAVAILABLE
from web.http.refusals import Refusal
from web.streams.codes import TOO_MANY_CONNECTIONS
from web.streams.limits import StreamLimits

TICK_SECONDS = 0.5
_log = structlog.get_logger("hotline.streams")


class Stream(Protocol):
    """One open connection."""

    def tick(self, now: float) -> None:
        """Look at the clock: the loop's time, every half second. One task does it for all, however many there are."""

    async def drain(self) -> None:
        """Let what answers finish, then end, so that the client comes back elsewhere."""


class Streams:
    """The open connections, and mutations whose callers have left."""

    def __init__(self, viewers: LiveViewers, limits: StreamLimits | None = None) -> None:
        self.viewers, self.limits = viewers, limits or StreamLimits()
        self._open: set[Stream] = set()
        self._of: Counter[Hashable] = Counter()
        self._left_alone: set[asyncio.Task[Any]] = set()
        self._draining = False

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def open(self, stream: Stream) -> Iterator[None]:
        """Keep `stream` for the block. Raises Refusal 503 while the process ends."""
        self.refuse_while_draining()
        self._open.add(stream)
        try:
            yield
        finally:
            self._open.discard(stream)

    def refuse_while_draining(self) -> None:
        """Raises Refusal 503 while the process ends."""
        if self._draining:
            raise Refusal(SERVICE_UNAVAILABLE, 503)

    @contextmanager
    def counted(self, who: Hashable) -> Iterator[None]:
        """Count one connection of `who` for the block. Raises Refusal 429 for one too many."""
        if self._of[who] >= self.limits.connections:
            raise Refusal(TOO_MANY_CONNECTIONS, 429, limit=self.limits.connections)
        self._of[who] += 1
        try:
            yield
        finally:
            self._of[who] -= 1
            if not self._of[who]:
                del self._of[who]

    def leave_alone(self, task: "asyncio.Task[Any]") -> None:
        """Let a mutation run to its end without its caller; the process waits for it when it ends."""
        self._left_alone.add(task)
        task.add_done_callback(self._left_alone.discard)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look at clocks and accounts for the block."""
        tasks = [asyncio.create_task(_every(TICK_SECONDS, self._tick))]
        tasks.append(asyncio.create_task(_every(LOOK_SECONDS, self.viewers.look)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Take no more, and end every stream and mutation, within a second more than `limits.drain`."""
        self._draining = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self.limits.drain + 1):
                await _all([asyncio.ensure_future(stream.drain()) for stream in self._open])
                await _all(self._left_alone)  # by then, also those that their streams could not wait for

    async def _tick(self) -> None:
        now = asyncio.get_running_loop().time()
        for stream in tuple(self._open):
            stream.tick(now)


async def _all(tasks: Iterable["asyncio.Future[Any]"]) -> None:
    """Wait for them, whatever becomes of them."""
    if waited_for := tuple(tasks):
        await asyncio.wait(waited_for)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as fault:
            # The text of a fault may quote a row. A database that is away is asked again.
            _log.error("streams not looked at", exception=type(fault).__qualname__)
        await asyncio.sleep(seconds)
