"""A client that says exactly what a test wants said."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.web.streams.live import Listening

PROTOCOL = Subprotocol("graphql-transport-ws")
PATIENCE = 5.0


class Socket:
    """One open socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, message: object) -> None:
        """Send a message; text and bytes go as they are."""
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """The next message that is no ping."""
        while True:
            async with asyncio.timeout(PATIENCE):
                message: dict[str, Any] = json.loads(await self.connection.recv())
            if message != {"type": "ping"}:
                return message

    async def init(self, token: str | None = None) -> dict[str, Any]:
        """Sign in and wait for the answer."""
        payload = {} if token is None else {"authorization": f"Bearer {token}"}
        await self.say({"type": "connection_init", "payload": payload})
        return await self.hear()

    async def subscribe(self, query: str, id_: str = "1", **variables: Any) -> None:
        """Ask for an operation."""
        await self.say({"id": id_, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    async def end(self, seconds: float = PATIENCE) -> tuple[int, str]:
        """The code and the reason the server closes with, whatever it says before."""
        async with asyncio.timeout(seconds):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code or 0, self.connection.close_reason or ""


@asynccontextmanager
async def opened(listening: Listening, *subprotocols: str, **options: Any) -> AsyncIterator[Socket]:
    """A socket of the standard subprotocol, or of the given ones."""
    chosen = [Subprotocol(one) for one in subprotocols] or [PROTOCOL]
    async with connect(listening.socket_url, subprotocols=chosen, compression=None, **options) as connection:
        yield Socket(connection)


@asynccontextmanager
async def signed_in(listening: Listening, role: str = "operator", **options: Any) -> AsyncIterator[Socket]:
    """A socket whose init is acknowledged."""
    async with opened(listening, **options) as socket:
        assert (await socket.init(listening.token(role)))["type"] == "connection_ack"
        yield socket
