"""uvicorn's WebSocket with the four things a server on the open net needs and it leaves out, and a way for ready frames.

A close frame overtakes what a slow reader leaves unread; a connection whose end nobody reads is cut off; text that is no
UTF-8 is the peer's mistake, not worth a traceback; and a handshake that cannot be read is refused instead of kept for ever.
What thousands are told is framed once and written as it is.
"""

from collections.abc import Coroutine, Mapping
from types import MappingProxyType
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from web.ws.frames import FRAMES

MESSAGE_LIMIT = 1 << 20
PING_SECONDS = 20.0
SWITCHING = 101
_REFUSAL: Final = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class ServerProtocol(WebSocketsSansIOProtocol):
    """Give it to uvicorn as `ws`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.close_timeout = 2.0

    def data_received(self, data: bytes) -> None:
        """See uvicorn."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.transport.write(_REFUSAL)
            self.transport.close()

    def handle_connect(self, event: Any) -> None:
        """See uvicorn."""
        super().handle_connect(event)
        if self.response.status_code == SWITCHING:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[FRAMES] = self.write_frames

    def write_frames(self, frames: bytes) -> bool:
        """Write whole frames at once; False, and nothing, while the peer does not read, and once the connection ends."""
        if self.conn.state is not State.OPEN or self.close_sent or not self.writable.is_set():
            return False
        if self.disconnected or self.transport.is_closing():  # without a word: the protocol does not know of it yet
            return False
        self.transport.write(frames)
        return True

    def send(self, message: Any) -> Coroutine[Any, Any, None]:
        """See uvicorn."""
        if message["type"] == "websocket.close":
            self.writable.set()
        elif message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # uvicorn would log a fault for every handshake that is refused
        return super().send(message)

    async def run_asgi(self) -> None:
        """See uvicorn."""
        await super().run_asgi()
        # uvicorn closes the transport, which waits for a peer that may never read on.
        self.loop.call_later(2 * self.close_timeout, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """See uvicorn."""
        super().keepalive_timeout()
        self.loop.call_later(self.close_timeout, self.transport.abort)

    def send_receive_event_to_app(self) -> None:
        """See uvicorn."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.fail(1007, "invalid UTF-8")
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()


OPTIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "ws": ServerProtocol,
        "ws_max_size": MESSAGE_LIMIT,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
        "ws_per_message_deflate": False,
    }
)
"""What uvicorn's Config takes for WebSockets. Compressed messages would let a peer have much memory for little."""
