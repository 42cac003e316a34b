"""Subscribers that never give up: cut off by whatever it is, they come back with their cursor, over WebSocket or SSE."""

import asyncio
import json
import random
import socket
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Subprotocol

CASES = """subscription ($after: String) { caseEvents(after: $after) { __typename
  ... on CaseEventsNow { cursor resync } ... on CaseEventUpdate { cursor event { id } } } }"""
QUEUE = """subscription ($queue: String!, $consumer: String!, $after: String, $window: Int! = 200) {
  workQueue(queue: $queue, consumer: $consumer, after: $after, window: $window) { __typename
    ... on QueueEvent { cursor qpos event { id } } ... on QueueHeartbeat { head } ... on QueueResync { fromQpos } } }"""
LOST = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, httpx.HTTPError, TimeoutError)
TLS = ssl.create_default_context()
"""Made once: no server here speaks it, but each client would read all the authorities of the world."""
SUBPROTOCOL = Subprotocol("graphql-transport-ws")


class CutOff(OSError):
    """An operation that the server has ended."""


@dataclass
class Subscriber:
    """One subscription through all its connections; `servers` are tried in turn. One who is rude leaves without a word.

    `buffer` is what the system takes in for it, in bytes, before it reads; `ballast` how often it asks for the same again.
    """

    servers: Sequence[str]
    token: str
    document: str = CASES
    variables: dict[str, Any] = field(default_factory=dict)
    over: str = "ws"
    rude: bool = False
    buffer: int | None = None
    ballast: int = 0
    pause: float = 0.2
    cursor: str | None = None
    ids: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    ends: Counter[object] = field(default_factory=Counter)
    away: list[float] = field(default_factory=list)
    resyncs: int = 0
    lost_at: float | None = None

    async def follow(self) -> None:
        """Until it is cancelled."""
        turn = random.randrange(len(self.servers))
        while True:
            turn += 1
            try:
                await self.once(self.servers[turn % len(self.servers)])
                self.ends["end of stream"] += 1
            except LOST as end:
                self.ends[why(end)] += 1
            self.lost_at = self.lost_at or time.monotonic()
            await asyncio.sleep(random.uniform(0.02, self.pause))

    async def once(self, server: str) -> None:
        """One connection, until it ends."""
        answers = self._socket(server) if self.over == "ws" else self._stream(server)
        async with aclosing(answers):  # type: ignore[type-var]
            async for payload in answers:
                self.take(payload)

    def take(self, payload: dict[str, Any]) -> None:
        """One answer: its event and its place belong together."""
        if payload.get("errors"):
            raise CutOff(payload["errors"][0]["extensions"]["code"])
        (item,) = payload["data"].values()
        if self.lost_at is not None:
            self.away.append(time.monotonic() - self.lost_at)
            self.lost_at = None
        self.resyncs += bool(item.get("resync")) or item["__typename"] == "QueueResync"
        if item.get("event"):
            self.ids.append(item["event"]["id"])
        self.cursor = item.get("cursor", self.cursor)
        self.heard.set()

    def request(self) -> dict[str, Any]:
        """The operation as it is asked next."""
        return {"query": self.document, "variables": {**self.variables, "after": self.cursor}}

    async def _socket(self, server: str) -> AsyncIterator[dict[str, Any]]:
        address = server.replace("http", "ws", 1) + "/graphql"
        async with (
            connect(
                address, sock=self._opened(server), subprotocols=[SUBPROTOCOL], compression=None, open_timeout=10
            ) as opened,
            self._end(opened),
        ):
            init = {"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}}
            await opened.send(json.dumps(init))
            for number in range(1 + self.ballast):
                await opened.send(json.dumps({"id": str(number), "type": "subscribe", "payload": self.request()}))
            async for text in opened:
                message = json.loads(text)
                if message["type"] == "next":
                    if message["id"] == "0":
                        yield message["payload"]
                elif message["type"] in ("error", "complete"):
                    raise CutOff(message["type"])
                elif message["type"] == "ping":
                    await opened.send('{"type":"pong"}')
            raise ConnectionClosed(opened.protocol.close_rcvd, opened.protocol.close_sent)

    def _opened(self, server: str) -> socket.socket | None:
        if self.buffer is None:
            return None
        address = urlsplit(server)
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)
        found.connect((address.hostname, address.port))
        return found

    @asynccontextmanager
    async def _end(self, opened: ClientConnection) -> AsyncIterator[None]:
        try:
            yield
        finally:
            if self.rude:
                opened.transport.abort()

    async def _stream(self, server: str) -> AsyncIterator[dict[str, Any]]:
        options = [] if self.buffer is None else [(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)]
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {self.token}"}
        async with (
            httpx.AsyncClient(
                base_url=server,
                headers=headers,
                transport=httpx.AsyncHTTPTransport(verify=TLS, socket_options=options),
                timeout=httpx.Timeout(10, read=40),
            ) as client,
            client.stream("POST", "/graphql/stream", json=self.request()) as response,
        ):
            if response.status_code != 200:
                raise CutOff(response.status_code)
            async for line in response.aiter_lines():
                if line.startswith("event: complete"):
                    raise CutOff("complete")
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


def why(end: BaseException) -> object:
    """The close code, the code of an error, or what kind of failure it is."""
    if isinstance(end, ConnectionClosed):
        return end.rcvd.code if end.rcvd else 1006
    return str(end) if isinstance(end, CutOff) else type(end).__name__
