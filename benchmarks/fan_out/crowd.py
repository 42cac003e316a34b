"""Thousands of WebSocket clients in one process, as cheap as they can be: they count messages and note when they came."""

import asyncio
import base64
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any, cast
from uuid import uuid4

_PONG = b'{"type":"pong"}'
_TEXT, _CLOSE, _PING, _PONG_FRAME = 1, 8, 9, 10
AT_ONCE = 8
PATIENCE = 60.0


def masked(opcode: int, payload: bytes) -> bytes:
    """A frame as clients send them; a mask of zeros changes nothing."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + payload


class Client(asyncio.Protocol):
    """One socket. `said` gets what is no answer; answers are counted by the crowd."""

    def __init__(self, crowd: "Crowd", path: str) -> None:
        self._crowd, self._path, self._data, self._open = crowd, path, b"", False
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.seen, self.last = 0, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands."""
        self.transport = transport = cast("asyncio.Transport", transport)  # uvloop's are none by class
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def connection_lost(self, _: Exception | None) -> None:
        """Who is cut off while it matters spoils the measurement."""
        self._crowd.lost += 1

    def data_received(self, data: bytes) -> None:
        """Read whole frames."""
        self._data = self._data + data if self._data else data
        if not self._open:
            head, found, rest = self._data.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head, head
            self._open, self._data = True, rest
            self.said.put_nowait({"type": "open"})
        answers = 0
        for opcode, payload in self._frames():
            if opcode == _TEXT and b'"type":"next"' in payload[:120]:
                answers, self.last = answers + 1, payload
            else:
                self._other(opcode, payload)
        if answers:
            self._crowd.count(self, answers)

    def say(self, **message: object) -> None:
        """Send a message."""
        assert self.transport is not None
        self.transport.write(masked(_TEXT, json.dumps(message).encode()))

    def _other(self, opcode: int, payload: bytes) -> None:
        assert self.transport is not None
        if opcode == _PING:
            self.transport.write(masked(_PONG_FRAME, payload))
        elif opcode == _TEXT:
            message = json.loads(payload)
            if message["type"] == "ping":
                self.transport.write(masked(_TEXT, _PONG))
            else:
                self.said.put_nowait(message)
        elif opcode == _CLOSE:
            self.said.put_nowait({"type": "close", "code": int.from_bytes(payload[:2], "big"), "reason": payload[2:]})

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        data, at, end = self._data, 0, len(self._data)
        while end - at >= 2:
            size, begin = data[at + 1], at + 2
            if size == 126:
                size, begin = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, begin = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if end < begin + size:
                break
            yield data[at] & 15, data[begin : begin + size]
            at = begin + size
        self._data = data[at:]


class Crowd:
    """All clients of one server."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self.clients: list[Client] = []
        self.lost = 0
        self._missing = self._each = 0
        self._times: list[float] = []
        self._counts: list[int] = []
        self._all = asyncio.Event()

    async def grow(self, tokens: Sequence[str], subscribe: dict[str, object] | None) -> None:
        """One more client for each token; without a document it only opens the socket."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(token: str) -> Client:
            async with turn, asyncio.timeout(PATIENCE):
                return await self._one(token, subscribe)

        self.clients += await asyncio.gather(*map(one, tokens))

    async def _one(self, token: str, subscribe: dict[str, object] | None) -> Client:
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(lambda: Client(self, self._path), "127.0.0.1", self._port)
        await client.said.get()
        if subscribe is not None:
            client.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
            said = await client.said.get()
            assert said["type"] == "connection_ack", said
            client.say(id=str(uuid4()), type="subscribe", payload=subscribe)
        return client

    def expect(self, events: int, clients: int) -> None:
        """So many clients are to get so many messages each from now on."""
        self._each, self._missing = events, events * clients
        self._times, self._counts, self._all = [], [], asyncio.Event()
        for client in self.clients:
            client.seen = 0

    def count(self, client: Client, answers: int) -> None:
        """Called by clients."""
        client.seen += answers
        self._times.append(perf_counter())
        self._counts.append(answers)
        self._missing -= answers
        if not self._missing:
            self._all.set()

    async def arrived(self, begun: float) -> tuple[float, list[float]]:
        """Wait for all of it: the seconds it took since `begun`, and those of each message."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._all.wait()
        said = [one.said.get_nowait() for one in self.clients if not one.said.empty()]
        assert not self._missing, f"{self._missing} messages are missing; {said[:3]}"
        assert not self.lost, f"{self.lost} sockets were closed"
        waits = [at - begun for at, count in zip(self._times, self._counts, strict=True) for _ in range(count)]
        return self._times[-1] - begun, waits

    async def leave(self) -> None:
        """Close all sockets."""
        for client in self.clients:
            assert client.transport is not None
            client.transport.abort()
        await asyncio.sleep(1)
