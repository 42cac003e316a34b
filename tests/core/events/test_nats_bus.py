"""Hints across machines by NATS, whose server may come late, die and come back."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.events.nats_bus import NatsBus
from core.events.remote_bus import listening
from tests.web.serving import free_port

SERVER = str(Path(sys.executable).with_name("nats-server"))


@contextmanager
def server(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A NATS server on `port`, killed at the end."""
    process = subprocess.Popen([SERVER, "-a", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a server answers."""
    free = free_port()
    with server(free):
        yield free


def bus_at(port: int) -> NatsBus:
    return NatsBus([f"nats://127.0.0.1:{port}"])


async def connected(*buses: NatsBus) -> None:
    for bus in buses:
        while bus._client is None:  # noqa: ASYNC110 - it tells nobody; readers do not wait for it
            await asyncio.sleep(0.01)


async def test_a_position_is_told_to_every_process(port: int) -> None:
    async with listening(bus_at(port)) as one, listening(bus_at(port)) as other:
        await connected(one, other)
        waiting = [asyncio.create_task(bus.wait(41, 5)) for bus in (one, other)]
        begun = time.monotonic()
        await one.tell(42)
        await asyncio.gather(*waiting)
        assert time.monotonic() - begun < 0.5


async def test_a_bell_is_heard_once_in_every_process(port: int) -> None:
    async with listening(bus_at(port)) as one, listening(bus_at(port)) as other:
        await connected(one, other)
        heard = [await bus.hear("stream", -1, 0) for bus in (one, other)]
        await one.ring("stream")
        assert [await bus.hear("stream", heard[0], 1) for bus in (one, other)] == [heard[0] + 1] * 2
        await asyncio.sleep(0.05)
        assert await one.hear("stream", heard[0] + 1, 0) == heard[0] + 1


async def test_a_server_that_comes_late_and_is_killed_costs_the_poll_and_no_more() -> None:
    free = free_port()
    async with listening(bus_at(free)) as one, listening(bus_at(free)) as other:
        for _ in range(3):
            begun = time.monotonic()
            await one.tell(1)
            await other.wait(1, 0.2)
            assert time.monotonic() - begun < 0.5
            with server(free):
                await asyncio.wait_for(connected(one, other), 10)
                waiting = asyncio.create_task(other.wait(1, 5))
                await asyncio.sleep(0.02)
                await one.tell(2)
                await asyncio.wait_for(waiting, 1)
            await asyncio.wait_for(gone(one, other), 10)


async def gone(*buses: NatsBus) -> None:
    for bus in buses:
        while bus._client is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
