"""uvicorn's HTTP with what a server on the open net needs and it leaves out: an end to requests that never come to theirs.

Whoever connects must say in time what is wanted, in a head of bounded size, and send a body at some pace; else anybody
could hold connections and memory for nothing.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
HEAD_LIMIT: Final = 64 << 10
"""Bytes; what has arrived in one piece with its end is served all the same."""
BODY_SECONDS: Final = 15.0
LEAST_BODY: Final = 1024
"""Bytes that must arrive within `BODY_SECONDS` of a body that is not at its end."""


class HttpProtocol(HttpToolsProtocol):
    """Give it to uvicorn as `http`."""

    head_seconds, body_seconds = HEAD_SECONDS, BODY_SECONDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._until: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._head, self._body = 0, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See uvicorn."""
        super().connection_made(transport)
        self._wait(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """See uvicorn."""
        self._until = None
        self._set(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See uvicorn."""
        if self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._head > HEAD_LIMIT:
            self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        """See uvicorn."""
        self._wait(None)
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """See uvicorn."""
        super().on_message_begin()
        if self._until is None:
            self._head = 0
            self._wait(self.head_seconds)

    def on_headers_complete(self) -> None:
        """See uvicorn."""
        self._head, self._body = -1, 0
        self._wait(self.body_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """See uvicorn."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """See uvicorn."""
        self._wait(None)
        super().on_message_complete()

    def _wait(self, seconds: float | None) -> None:
        """Be patient for so long from now on, or as long as it takes.

        A timer that rings too early is set again then: most requests are over before, and need none of their own.
        """
        self._until = None if seconds is None else self.loop.time() + seconds
        if self._until is not None and (self._timer is None or self._until < self._timer.when()):
            self._set(self._until)

    def _set(self, until: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if until is None else self.loop.call_at(until, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._until is None:
            return
        if self.loop.time() < self._until:
            self._set(self._until)
        elif self._head < 0 and (self._body >= LEAST_BODY or self.flow.read_paused):  # it comes, or we do not take it
            self._body = 0
            self._wait(self.body_seconds)
        else:
            self._until = None
            self.transport.close()
