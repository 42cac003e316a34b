"""The end of a process with open streams: who answers may finish, who listens is sent elsewhere, nobody hangs."""

import asyncio
import time

import pytest
from websockets.exceptions import InvalidStatus

from tests.web.streams.live import Listening, listened
from tests.web.ws.client import opened, signed_in
from web.host import Host
from web.streams.limits import StreamLimits


async def test_drain_lets_answers_finish_and_sends_listeners_elsewhere(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.subscribe("subscription {quiet}", "listening")
        await socket.hear()
        await socket.subscribe("mutation {slowWrite(seconds: 0.3)}", "writing")
        await asyncio.wait_for(listening.probes.begun.wait(), 2)

        draining = asyncio.create_task(listening.streams.drain())

        assert (await socket.hear())["payload"] == {"data": {"slowWrite": "done"}}
        assert await socket.hear() == {"id": "writing", "type": "complete"}
        assert await socket.end() == (1012, "service restart")
        await draining
        assert listening.probes.closed.is_set()


async def test_drain_waits_no_longer_than_agreed(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.subscribe("mutation {slowWrite(seconds: 30)}")
        await asyncio.wait_for(listening.probes.begun.wait(), 2)
        began = time.monotonic()
        await listening.streams.drain()
        assert time.monotonic() - began < listening.streams.limits.drain + 1.5


async def test_a_mutation_whose_caller_has_left_is_waited_for(listening: Listening) -> None:
    async with signed_in(listening) as socket:
        await socket.subscribe("mutation {slowWrite(seconds: 0.5)}")
        await asyncio.wait_for(listening.probes.begun.wait(), 2)
    await listening.streams.drain()
    assert listening.probes.finished.is_set()


async def test_a_mutation_that_its_stream_does_not_wait_for_is_waited_for(common_host: Host) -> None:
    # given a mutation that takes longer than its stream waits for it, and no longer than the process does
    async with listened(common_host, StreamLimits(drain=0.3)) as listening, signed_in(listening) as socket:
        await socket.subscribe("mutation {slowWrite(seconds: 0.8)}")
        await asyncio.wait_for(listening.probes.begun.wait(), 2)
        # when the process ends, then it has been done before
        await listening.streams.drain()
        assert listening.probes.finished.is_set()


async def test_nobody_is_let_in_while_it_ends(listening: Listening) -> None:
    await listening.streams.drain()
    with pytest.raises(InvalidStatus) as refused:
        async with opened(listening):
            pass
    assert refused.value.response.status_code == 503
