"""Writing to one WebSocket: one frame after the other, and the knowledge of how long the last one has been stuck."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from web.ws.closing import Close

CLOSE_SECONDS = 1.0


class Outlet:
    """The server's side of one socket.

    The transport takes frames until its buffer is full, then `say` waits: whoever produces waits with it, so that a
    reader who does not read costs one buffer and no more.
    """

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket, self._turn = websocket, asyncio.Lock()
        self._stuck_since: float | None = None
        self._closed = False

    async def say(self, text: str) -> None:
        """Send one text frame; nothing once the peer has left."""
        async with self._turn:
            if self._closed:
                return
            self._stuck_since = asyncio.get_running_loop().time()
            try:
                await self._websocket.send({"type": "websocket.send", "text": text})
            except (WebSocketDisconnect, RuntimeError):  # gone, or closed meanwhile: the reader learns of it
                self._closed = True
            finally:
                self._stuck_since = None

    def stuck(self, now: float) -> float:
        """For how many seconds the peer has not taken what is being sent."""
        return 0.0 if self._stuck_since is None else now - self._stuck_since

    async def close(self, end: Close) -> None:
        """Send the close frame, past what is stuck, and nothing after it."""
        self._closed = True
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close(*end)
