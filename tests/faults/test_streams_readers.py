"""Slow, stalled and greedy readers beside a good one: it hears in time, they are ended with a reason and lose nothing.

HOTLINE_TEST_LONG=1: 40 bad readers and a minute of events; else 4 and a few seconds.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.faults.hosts import Hosts, hosts
from tests.faults.subscribers import CASES, SUBPROTOCOL, Subscriber
from tests.faults.test_streams_reconnects import until_heard
from tests.faults.test_streams_restarts import told
from tests.faults.writing import working, writer

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
STALLED, SLOW, SECONDS = (20, 20, 60) if LONG else (2, 2, 2)
BACKLOG = 40
HUNGRY_SOCKETS, MISSED = (40, 100) if LONG else (6, 20)
"""Ten streams each."""
LATE = 10.0
"""Seconds in which the good reader must have an event, whatever the others do, on a machine that is busy with other tests."""
GROWTH = 120 << 20

TIMED = CASES.replace("event { id }", "event { id time }")
WIDE = " ".join(f"e{n}: event {{ type subject time source data }}" for n in range(40))
GREEDY = CASES.replace("event { id }", f"event {{ id }} {WIDE}")
"""Some 15 kB an event, and ten times that on each socket: the system itself holds up to 4 MB for a peer who does not read."""
ROLES = ("operator", "city_lead", "reviewer")
GOOD, HUNGRY = "dispatcher", "callback_officer"
QUESTION = "{ districts(first: 5) { edges { node { code } } } }"
FLOOD = 300
CLOSED = 'graphql_websockets_closed_total{code="1013"}'


@pytest.fixture
def site(module_database: str, tmp_path: Path) -> Iterator[Hosts]:
    with hosts(tmp_path, module_database) as found:
        found.start()
        yield found


@dataclass
class Good(Subscriber):
    """Knows how late each event came."""

    late: list[float] = field(default_factory=list)

    def take(self, payload: dict[str, Any]) -> None:
        super().take(payload)
        (item,) = payload["data"].values()
        if item.get("event"):
            self.late.append((datetime.now(UTC) - datetime.fromisoformat(item["event"]["time"])).total_seconds())


@dataclass
class Reluctant(Subscriber):
    """Takes an answer, and then none for a while."""

    pace: float = 0.0

    async def once(self, server: str) -> None:
        answers = self._socket(server) if self.over == "ws" else self._stream(server)
        async with aclosing(answers):  # type: ignore[type-var]
            async for payload in answers:
                self.take(payload)
                await asyncio.sleep(self.pace)


async def test_bad_readers_harm_nobody_and_lose_nothing(site: Hosts) -> None:
    good = Good(site.addresses, site.token(GOOD), TIMED)
    reluctant = [
        Reluctant(site.addresses, site.token(ROLES[n // 16]), GREEDY, buffer=4096, ballast=9)
        for n in range(STALLED + SLOW)
    ]
    await asyncio.gather(*(until_heard(one) for one in reluctant))
    for number, one in enumerate(reluctant):
        one.pace = 1e6 if number < STALLED else 30.0
    async with following(good), writer(site.addresses, site.bearer) as someone:
        async with asyncio.timeout(20):
            await good.heard.wait()
        for _ in range(BACKLOG):
            await someone.case()
        alone, before = sorted(good.late), site.load().memory
        good.late.clear()
        end = time.monotonic() + 60 + SECONDS
        async with working(someone, 0.2), heaviest(site) as most:
            tasks = [asyncio.create_task(one.once(one.servers[0])) for one in reluctant]
            codes = await greedy(site)
            await asyncio.sleep(SECONDS)
            while (left := STALLED + SLOW - given_up(site)) > 0:
                ended = Counter(str(task.exception()) for task in tasks if task.done())
                assert time.monotonic() < end, f"{left} bad readers are still served; others: {ended}"
                await asyncio.sleep(0.5)
        beside = sorted(good.late)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for one in reluctant:
            one.pace, one.ballast = 0.0, 0
        async with following(*reluctant):
            expected = await told(site.dsn, [good, *reluctant])

    print(  # noqa: T201 - the figures of the proof
        f"{STALLED} stalled and {SLOW} slow readers, {len(expected[0])} events of 15 kB: the good one hears after "
        f"{at(alone, 0.5):.2f} s / {at(alone, 0.99):.2f} s (median / p99) alone, {at(beside, 0.5):.2f} s / "
        f"{at(beside, 0.99):.2f} s beside them; memory {before >> 20} -> {max(most) >> 20} MiB at most; {dict(codes)}"
    )
    assert [one.ids for one in (good, *reluctant)] == expected
    assert [one.resyncs for one in reluctant] == [0] * len(reluctant)
    assert beside[-1] < LATE
    assert max(most) - before < GROWTH
    assert site.faults() == []
    assert codes.pop("next") + codes.pop("TOO_MANY_OPERATIONS", 0) == 10 + FLOOD
    assert codes == {"TOO_MANY_SUBSCRIPTIONS": 3, "sockets": 19, "Too many connections": 1}


async def test_who_catches_up_with_hundreds_of_heavy_streams_keeps_nobody_waiting(
    own_database: str, tmp_path: Path
) -> None:
    # given a server with the budgets it is shipped with, a good reader, and accounts that have missed a lot
    with hosts(tmp_path, own_database) as site:
        site.more["HOTLINE_RATE_PEOPLE"] = "5000"
        site.start()
        good = Good(site.addresses, site.token(GOOD), TIMED)
        hungry = [
            Reluctant(site.addresses, site.token(ROLES[1 + n % 2]), GREEDY, ballast=9) for n in range(HUNGRY_SOCKETS)
        ]
        for one in hungry[:2]:
            await until_heard(one)
        for number, one in enumerate(hungry):
            one.cursor = hungry[number % 2].cursor
        async with writer(site.addresses, site.bearer) as someone:
            for _ in range(MISSED):
                await someone.case()
            async with following(good), asyncio.timeout(60 + SECONDS):
                await good.heard.wait()
                good.late.clear()

                # when all their streams come back at once, and again whenever they are refused
                async with working(someone, 0.2), following(*hungry):
                    waited = await questions(site, SECONDS)

        # then the good one hears in time, and questions are answered meanwhile
        late = sorted(good.late)
        print(  # noqa: T201 - the figures of the proof
            f"{10 * HUNGRY_SOCKETS} streams of two accounts catch up with {MISSED} events of 15 kB: another hears after "
            f"{at(late, 0.5):.2f} s / {late[-1]:.2f} s (median / most), and is answered after {at(waited, 0.5):.2f} s / "
            f"{waited[-1]:.2f} s; refused {sum(one.ends.total() for one in hungry)} times"
        )
        assert late[-1] < LATE
        assert waited[-1] < LATE
        assert site.faults() == []


async def questions(site: Hosts, seconds: float) -> list[float]:
    """How long a supervisor waits for answers, for so many seconds."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        answer = await asyncio.to_thread(site.running[0].query, QUESTION, site.token("supervisor"))
        assert answer.status == 200
        found.append(time.monotonic() - begun)
        await asyncio.sleep(0.1)
    return sorted(found)


def at(sorted_: list[float], share: float) -> float:
    return sorted_[min(int(len(sorted_) * share), len(sorted_) - 1)]


def given_up(site: Hosts) -> int:
    """How many sockets the server has ended for that reason."""
    lines = [line for line in site.running[0].ask("/metrics").body.splitlines() if line.startswith(CLOSED)]
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in lines)


@asynccontextmanager
async def following(*those: Subscriber) -> AsyncIterator[None]:
    """They follow for the block."""
    tasks = [asyncio.create_task(one.follow()) for one in those]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def heaviest(site: Hosts) -> AsyncIterator[list[int]]:
    """What the server has in memory, again and again."""
    found = [site.load().memory]

    async def look() -> None:
        while True:
            await asyncio.sleep(0.5)
            found.append(psutil.Process(site.running[0].process.pid).memory_info().rss)

    task = asyncio.create_task(look())
    try:
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def greedy(site: Hosts) -> Counter[str]:
    """What an account gets that asks for everything at once, by kind or code."""
    got: Counter[str] = Counter()
    async with AsyncExitStack() as held:
        opened = await held.enter_async_context(signed_in(site))
        asked = {f"s{number}": CASES for number in range(13)}
        got.update(await answers(opened, asked))
        got.update(await answers(opened, {f"q{number}": QUESTION for number in range(FLOOD)}))
        try:
            for _ in range(20):
                await held.enter_async_context(signed_in(site))
                got["sockets"] += 1
        except ConnectionClosed as end:
            got[str(end.rcvd and end.rcvd.reason)] += 1
    return got


async def answers(opened: ClientConnection, asked: dict[str, str]) -> list[str]:
    """How each of these operations is answered first: `next`, or the code of its refusal."""
    reading = asyncio.create_task(first_answers(opened, set(asked)))
    for id_, query in asked.items():
        await opened.send(json.dumps({"id": id_, "type": "subscribe", "payload": {"query": query}}))
    return await reading


async def first_answers(opened: ClientConnection, ids: set[str]) -> list[str]:
    found = []
    async with asyncio.timeout(30):
        while ids:
            message = json.loads(await opened.recv())
            if message.get("id") in ids:
                ids.remove(message["id"])
                errors = message["payload"] if message["type"] == "error" else message["payload"].get("errors")
                found.append(errors[0]["extensions"]["code"] if errors else message["type"])
    return found


@asynccontextmanager
async def signed_in(site: Hosts) -> AsyncIterator[ClientConnection]:
    """A socket of the greedy account."""
    address = site.addresses[0].replace("http", "ws") + "/graphql"
    async with connect(address, subprotocols=[SUBPROTOCOL], compression=None) as opened:
        payload = {"authorization": f"Bearer {site.token(HUNGRY)}"}
        await opened.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await opened.recv())["type"] == "connection_ack"
        yield opened
