"""A rolling restart of two hosts under subscribers: each comes back with its cursor and has every event once, in order.

One host runs two workers, the other serves by itself; both are on one database. HOTLINE_TEST_LONG=1: 20 restarts, 50
subscribers.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.faults.hosts import Hosts, hosts
from tests.faults.subscribers import CASES, QUEUE, Subscriber
from tests.faults.writing import WATER, Writer, working, writer

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
RESTARTS, SUBSCRIBERS = (20, 50) if LONG else (2, 10)
WORDS: dict[int, tuple[str, ...]] = {0: ("--workers", "2"), 1: ()}
END_SECONDS = 8.0
"""1.5 s for answers that are under way, 3 s for requests, and the rest for the parts of the process."""
BACK_SECONDS = 3.0
"""The other host answers all the while."""

LOGGED = "select e.id from event_log l join case_event e on e.id = l.event_id order by l.pos"
QUEUED = "select event_id from queue_entry where queue = $1 order by qpos"
FOLLOWERS = ("operator", "city_lead", "reviewer", "callback_officer")
"""No account may have more than 20 connections to one process, which must do for all while the other is away."""
ACK = "mutation ($input: AckQueueInput!) { ackQueue(input: $input) { acked userErrors { code } } }"
ACK_SECONDS = 2.0
PATIENCE = 30.0


@pytest.fixture
def site(module_database: str, tmp_path: Path) -> Iterator[Hosts]:
    with hosts(tmp_path, module_database) as found:
        for number, words in WORDS.items():
            found.start(number, *words)
        yield found


def subscribers(site: Hosts, servers: list[str]) -> list[Subscriber]:
    """Every third follows the waterworks' queue, the others the city; half of each over WebSocket, half over SSE."""
    company, found = site.token("utility_service"), []
    for number in range(SUBSCRIBERS):
        over = ("ws", "sse")[number // 3 % 2]
        if number % 3 == 0:
            found.append(Subscriber(servers, company, QUEUE, {"queue": WATER, "consumer": f"c{number}"}, over))
        else:
            found.append(Subscriber(servers, site.token(FOLLOWERS[number % 4]), CASES, {}, over))
    return found


async def test_a_rolling_restart_loses_and_doubles_nothing_and_every_process_ends(site: Hosts) -> None:
    following, seconds = subscribers(site, site.addresses), []
    async with writer(site.addresses, site.bearer) as someone:
        await someone.open_queue()
        tasks = [asyncio.create_task(one.follow()) for one in following]
        async with asyncio.timeout(20):
            await asyncio.gather(*(one.heard.wait() for one in following))
        acking = asyncio.create_task(acknowledge(someone, following))
        async with working(someone, 0.05):
            for turn in range(RESTARTS):
                number = turn % len(WORDS)
                seconds.append(await asyncio.to_thread(site.end, number))
                await asyncio.to_thread(site.start, number, *WORDS[number])
        expected = await told(site.dsn, following)
        await ended(acking, *tasks)

    away = sorted(second for one in following for second in one.away)
    print(  # noqa: T201 - the figures of the proof
        f"{RESTARTS} restarts, {SUBSCRIBERS} subscribers, {len(expected[1])} events: cut off {len(away)} times, "
        f"back after {away[len(away) // 2]:.2f} s (median), {away[-1]:.2f} s (longest); ended in {max(seconds):.1f} s"
    )
    assert [one.ids for one in following] == expected
    assert max(seconds) < END_SECONDS
    assert {code for one in following for code in one.ends if isinstance(code, int)} == {1012}
    assert [one.resyncs for one in following] == [0] * SUBSCRIBERS
    assert site.faults() == []
    assert len(away) >= SUBSCRIBERS * RESTARTS / 4
    assert away[-1] < BACK_SECONDS


async def acknowledge(writer: Writer, following: list[Subscriber]) -> None:
    """What the companies have, from time to time."""
    while True:
        for one in following:
            if one.cursor and one.document == QUEUE:
                given = {"queue": WATER, "consumer": one.variables["consumer"], "cursor": one.cursor}
                body = {"query": ACK, "variables": {"input": given}}
                answer = await writer.post({"authorization": f"Bearer {one.token}"}, body)
                assert answer["data"]["ackQueue"]["userErrors"] == []
        await asyncio.sleep(ACK_SECONDS)


async def ended(*tasks: "asyncio.Task[None]") -> None:
    """Ended by us, and not before of themselves."""
    assert [task.exception() for task in tasks if task.done()] == []
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def told(dsn: str, following: list[Subscriber]) -> list[list[str]]:
    """What each must have, once all have as much or nobody has heard of more for half a minute."""
    connection = await asyncpg.connect(dsn)
    try:
        heard, since = 0, time.monotonic()
        while time.monotonic() - since < PATIENCE:
            rows: dict[bool, list[Any]] = {
                True: await connection.fetch(QUEUED, WATER), False: await connection.fetch(LOGGED)
            }  # fmt: skip
            expected = [[str(row[0]) for row in rows[one.document == QUEUE]] for one in following]
            waits = await connection.fetchval("select count(*) from outbox")
            if not waits and all(len(one.ids) >= len(ids) for one, ids in zip(following, expected, strict=True)):
                break
            if (now := sum(len(one.ids) for one in following)) != heard:
                heard, since = now, time.monotonic()
            await asyncio.sleep(0.1)
    finally:
        await connection.close()
    assert all(expected)
    return expected
