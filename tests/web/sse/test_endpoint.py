"""A served deployment of two workers: what is asked at one runs on the stream of the other, and both end in time."""

import asyncio
import json
import signal
from collections.abc import Iterator

import httpx
import pytest

from tests.support.postgres import var_directory
from tests.web.serving import Serving, running
from tests.web.sse.reader import Event, stream
from tests.web.sse.test_held import HEADER, ask, end, reserve, told

DISTRICTS = "{ districts(first: 1) { edges { node { code } } } }"
FIRST = {"districts": {"edges": [{"node": {"code": "370900"}}]}}
ROUNDS = 12


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with var_directory() as var, running(var, "--demo", "--workers", "2") as served:
        served.until_ready()
        yield served


async def test_any_worker_takes_operations_and_streams_do_not_keep_the_process(serving: Serving) -> None:
    signed = {"authorization": f"Bearer {serving.token('operator')}"}
    address = f"http://127.0.0.1:{serving.port}"
    one_each = httpx.Limits(max_keepalive_connections=0)  # so that each request may meet another worker
    async with (
        httpx.AsyncClient(base_url=address, headers=signed, timeout=10) as listener,
        httpx.AsyncClient(base_url=address, headers=signed, limits=one_each, timeout=10) as asker,
    ):
        reserved = await reserve(asker)
        async with (
            stream(listener, "GET", headers={HEADER: reserved}) as held,
            stream(listener, json={"query": DISTRICTS}) as own,
        ):
            assert await own.rest() == [Event("next", {"data": FIRST}), Event("complete")]
            for n in range(ROUNDS):
                assert (await ask(asker, reserved, DISTRICTS, str(n))).status_code == 202
                assert await held.next() == told(str(n), data=FIRST)
                assert await held.next() == end(str(n))

            seconds, _, err = await asyncio.to_thread(serving.stop, signal.SIGTERM)

            assert await held.rest() == []
    assert seconds < 8
    assert serving.process.returncode == 0
    assert [line for line in err.splitlines() if json.loads(line)["level"] not in ("info", "warning")] == []
