"""A cheap closed-loop load: every connection sends its next request when the last is answered. Nothing is decoded.

One process on asyncio with uvloop, on the core beside the server's; its own cost is the same for every server it measures.
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import uvloop

PATIENCE = 20
"""Seconds after which an answer that is still missing ends the run."""

_LENGTH = b"content-length: "


@dataclass
class Load:
    """What one run saw. Latencies are in seconds, ascending; `wrong` is the first answer that was no plain success."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    received: int = 0
    errors: int = 0
    wrong: bytes = b""

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the requests was answered."""
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))] * 1000


class _Connection(asyncio.Protocol):
    def __init__(
        self, load: Load, requests: Sequence[bytes], at: int, until: float, done: "asyncio.Future[None]"
    ) -> None:
        self._load, self._requests, self._at, self._until, self._done = load, requests, at, until, done
        self._buffer, self._missing = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport  # uvloop's is no subclass of asyncio's
        self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self._done.done():
            self._load.errors += 1
            self._load.wrong = self._load.wrong or b"the connection was lost"
            self._done.set_result(None)

    def _send(self) -> None:
        self._at = (self._at + 1) % len(self._requests)
        self._began = perf_counter()
        self._transport.write(self._requests[self._at])

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if self._missing > len(self._buffer):
            return
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        lines = self._buffer[:head].lower()
        at = lines.find(_LENGTH)
        if at < 0:
            self._fail(b"no content-length: " + self._buffer[:300])
            return
        self._missing = head + 4 + int(lines[at + len(_LENGTH) :].split(b"\r", 1)[0])
        if len(self._buffer) >= self._missing:
            self._answered(lines)

    def _answered(self, lines: bytes) -> None:
        now, load = perf_counter(), self._load
        load.latencies.append(now - self._began)
        load.received += len(self._buffer)
        if not lines.startswith(b"http/1.1 200") or b'"errors"' in self._buffer or b'"userErrors":[{' in self._buffer:
            load.errors += 1
            load.wrong = load.wrong or self._buffer[:2000]
        self._buffer, self._missing = b"", 0
        if now < self._until:
            self._send()
        else:
            self._end()

    def _fail(self, what: bytes) -> None:
        self._load.errors += 1
        self._load.wrong = self._load.wrong or what
        self._end()

    def _end(self) -> None:
        if not self._done.done():
            self._done.set_result(None)
        self._transport.close()


async def _run(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    loop, load, began = asyncio.get_running_loop(), Load(), perf_counter()
    waits = []
    for number in range(connections):
        done = loop.create_future()
        waits.append(done)
        at = number * len(requests) // connections
        await loop.create_connection(
            lambda at=at, done=done: _Connection(load, requests, at, began + seconds, done),
            "127.0.0.1",
            port,  # type: ignore[misc]
        )
    async with asyncio.timeout(seconds + PATIENCE):
        await asyncio.gather(*waits)
    load.seconds = perf_counter() - began
    load.latencies.sort()
    return load


def run(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """Send these requests in turn over so many connections for so long."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(port, requests, connections, seconds))


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A POST as it goes over the wire."""
    lines = {"host": "127.0.0.1", "content-type": "application/json", "accept": "application/json", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}content-length: {len(body)}\r\n\r\n".encode() + body


def cpu_seconds(pid: int) -> float:
    """CPU time of a process, its children that live, and those it has waited for."""
    own = _stat(pid)
    if own is None:
        return 0.0
    return (own[0] + own[1]) / os.sysconf("SC_CLK_TCK") + sum(map(_tree, _children(pid)))


def _tree(pid: int) -> float:
    own = _stat(pid)
    return 0.0 if own is None else own[0] / os.sysconf("SC_CLK_TCK") + sum(map(_tree, _children(pid)))


def _stat(pid: int) -> tuple[int, int] | None:
    """Clock ticks of the process, and of the children it has waited for."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
            parts = file.read().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(parts[11]) + int(parts[12]), int(parts[13]) + int(parts[14])


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:  # noqa: PTH123
                found += map(int, file.read().split())
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found
