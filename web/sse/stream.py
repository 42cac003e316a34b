"""One open response of type text/event-stream."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog
from starlette.types import Receive, Send

from core.errors import Refused
from schema.streams.standing import PERMISSION_WITHDRAWN
from web.auth.live import Change
from web.http.codes import FORBIDDEN, UNAUTHENTICATED
from web.http.refusals import Refusal
from web.sse.framing import comment, retry
from web.streams.outlet import Outlet
from web.streams.registry import Streams
from web.streams.running import RunningOperations

EVENT_STREAM: Final = "text/event-stream"
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
_END_SECONDS, _UNREAD_SECONDS = 1.0, 35.0
"""For the last chunk; past the time after which the system cuts off a peer who takes nothing."""

_log = structlog.get_logger("hotline.sse")
_LOST = {Change.EXPIRED: (UNAUTHENTICATED, 401), Change.ENDED: (UNAUTHENTICATED, 401), Change.GONE: (FORBIDDEN, 403)}


class EventStream:
    """A Stream. `say` writes to it; `finish` ends it."""

    def __init__(self, receive: Receive, send: Send, streams: Streams) -> None:
        self._receive, self._send, self._streams = receive, send, streams
        self._outlet = Outlet(self._write)
        self._commented = asyncio.get_running_loop().time()
        self._ended, self._over = asyncio.Event(), asyncio.Event()
        self._slow = False
        self._asides: set[asyncio.Task[None]] = set()
        self._running: RunningOperations | None = None

    async def serve(self, running: RunningOperations, begin: Callable[[], None]) -> None:
        """Open the response, `begin`, and serve until the client leaves or the stream is finished."""
        self._running = running
        with self._streams.open(self):
            await self._send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
            await self.say(retry(self._streams.limits.retry_ms))
            begin()
            waiting = [asyncio.create_task(self._left()), asyncio.create_task(self._ended.wait())]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (*waiting, *self._asides):
                    task.cancel()
                await running.stop()
                await self._end()

    async def say(self, text: str) -> None:
        """Write lines."""
        await self._outlet.say(text)

    def finish(self) -> None:
        """End the response after what has been said."""
        self._ended.set()

    def tick(self, now: float) -> None:
        """See Stream."""
        if self._outlet.stuck(now) > self._streams.limits.slow:
            if not self._slow:
                _log.warning("slow consumer", seconds=self._streams.limits.slow)
            self._slow = True
            self.finish()
        elif now - self._commented >= self._streams.limits.comment:
            self._commented = now
            self.aside(self.say(comment()))

    async def drain(self) -> None:
        """See Stream. No `complete`: the client comes back by itself, with the last id it has seen."""
        if self._running is not None:
            await self._running.answering(self._streams.limits.drain)
        self.finish()
        await self._over.wait()

    def changed(self, change: Change) -> None:
        """Take in what the viewer has lost."""
        if self._running is None:
            self.finish()
        elif change is Change.WITHDRAWN:
            self.aside(self._running.withdraw(Refused(PERMISSION_WITHDRAWN)))
        else:
            self.aside(self._turn_out(self._running, change))

    async def _turn_out(self, running: RunningOperations, change: Change) -> None:
        await running.withdraw(Refusal(*_LOST[change]))
        self.finish()

    def aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside, no longer than the stream lasts."""
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _write(self, text: str) -> None:
        await self._send({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def _left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _end(self) -> None:
        """Close the response. A reader who stalls has as long as the system gives him, but holds no more than a buffer."""
        self._outlet.shut()
        reason = comment("slow consumer").encode() if self._slow else b""
        try:
            async with asyncio.timeout(_UNREAD_SECONDS if self._slow else _END_SECONDS):
                await self._send({"type": "http.response.body", "body": reason, "more_body": False})
        except TimeoutError:
            _log.warning("event stream not taken to its end")
        finally:
            self._over.set()
