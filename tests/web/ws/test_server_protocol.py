"""Ready frames are written where they can be, and nowhere else."""

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.protocol import State

from web.ws.server_protocol import OPTIONS, ServerProtocol


class Transport:
    """What is left of a connection; like uvloop's, it refuses to be written to once it is gone."""

    def __init__(self, *, gone: bool) -> None:
        self.gone, self.written = gone, b""

    def is_closing(self) -> bool:
        return self.gone

    def write(self, data: bytes) -> None:
        if self.gone:
            raise RuntimeError("the handler is closed")
        self.written += data


async def app(_scope: object, _receive: object, _send: object) -> None:
    """Nobody asks it."""


@pytest.mark.parametrize(("gone", "written"), [(False, b"frames"), (True, b"")])
async def test_a_peer_that_went_without_a_word_is_written_to_no_more(gone: bool, written: bytes) -> None:
    protocol = ServerProtocol(uvicorn.Config(app, log_level="critical", **OPTIONS), ServerState(), {})
    transport = protocol.transport = Transport(gone=gone)  # type: ignore[assignment]
    protocol.conn.state = State.OPEN

    assert protocol.write_frames(b"frames") is not gone
    assert transport.written == written  # type: ignore[attr-defined]
