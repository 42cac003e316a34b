"""Many callers with one key at once, and a server that dies between commit and answer: one effect, and one answer for all.

HOTLINE_TEST_LONG=1: 200 keys of 50 twins each and 10 deaths; else 20 of 20 and 2.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import asyncpg
import httpx
import orjson
import pytest

from tests.faults.hosts import Hosts, hosts
from tests.faults.writing import document

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
KEYS, TWINS, DEATHS = (200, 50, 10) if LONG else (20, 20, 2)
AT_ONCE = 4
"""Keys that are tried side by side, so that a death strikes several."""
PAUSE = 0.3
REPLAY = b',"extensions":{"idempotentReplay":true}'


@dataclass
class Call:
    """What is asked under one key, and every answer to it."""

    key: str
    verb: str
    given: dict[str, Any]
    answers: list[bytes] = field(default_factory=list)
    unanswered: int = 0

    def request(self, way: int) -> dict[str, Any]:
        """With the key as an argument, as a header, or both."""
        body = {"input": self.given if way == 1 else {**self.given, "idempotencyKey": self.key}}
        headers = {"idempotency-key": self.key} if way else {}
        return {"json": {"query": document(self.verb), "variables": body}, "headers": headers}


class Caller:
    """Repeats each request until it is answered."""

    def __init__(self, site: Hosts) -> None:
        limits = httpx.Limits(max_connections=AT_ONCE * TWINS, max_keepalive_connections=0)
        self.client = httpx.AsyncClient(headers=site.bearer("operator"), timeout=20, limits=limits)
        self.site = site

    async def one(self, call: Call, way: int) -> None:
        while True:
            try:
                answer = await self.client.post(f"{self.site.addresses[0]}/graphql", **call.request(way))
            except httpx.HTTPError:
                call.unanswered += 1
                await asyncio.sleep(PAUSE)
                continue
            if answer.status_code == 200 and b"RETRY_LATER" not in answer.content:
                call.answers.append(answer.content)
                return
            assert answer.status_code in (200, 503), answer.text
            await asyncio.sleep(PAUSE)

    async def twins(self, call: Call, places: asyncio.Semaphore) -> None:
        """All of them at once."""
        async with places:
            await asyncio.gather(*(self.one(call, number % 3) for number in range(TWINS)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()


@pytest.fixture
def site(module_database: str, tmp_path: Path) -> Iterator[Hosts]:
    with hosts(tmp_path, module_database) as found:
        yield found


def report(key: str) -> dict[str, Any]:
    return {
        "channel": "WEB", "kind": "HELP_REQUEST", "title": f"路灯不亮 {key}", "content": "小区门口路灯不亮。",
        "district": "370902",
    }  # fmt: skip


async def test_twins_are_one_whatever_dies_between_commit_and_answer(site: Hosts) -> None:
    chance = random.Random(5)
    async with struck(site, chance) as codes, Caller(site) as caller:
        made = [Call(f"made-{number}", "registerCase", report(f"m{number}")) for number in range(KEYS // 2)]
        await asyncio.gather(*(caller.one(call, 0) for call in made))
        calls = [Call(f"new-{number}", "registerCase", report(f"n{number}")) for number in range(KEYS // 2)]
        calls += [Call(f"take-{one.key}", "acceptCase", acceptance(one)) for one in made]
        chance.shuffle(calls)
        places = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(caller.twins(call, places) for call in calls))

        await assert_effects(site)
        assert codes == [-signal.SIGKILL] * DEATHS
        assert [len(call.answers) for call in calls] == [TWINS] * KEYS
        assert all(b'"userErrors":[]' in answer for call in calls for answer in call.answers)
        assert [len({answer.replace(REPLAY, b"") for answer in call.answers}) for call in calls] == [1] * KEYS
        first = sum(REPLAY not in answer for call in calls for answer in call.answers)
        assert KEYS - AT_ONCE * DEATHS <= first <= KEYS - DEATHS, "who was struck down was not told of the first time"
        await assert_another_input_is_refused(caller, calls)
    assert site.faults() == []
    print(  # noqa: T201 - the figures of the proof
        f"{KEYS} keys x {TWINS} twins, {DEATHS} deaths between commit and answer: "
        f"{sum(call.unanswered for call in calls)} calls unanswered and repeated, {KEYS} effects, {first} first answers"
    )


def acceptance(call: Call) -> dict[str, Any]:
    """Taking the case in that a call has made."""
    case = orjson.loads(call.answers[0])["data"]["registerCase"]["case"]
    return {"caseId": case["id"], "category": "990000", "expectedVersion": case["version"]}


@asynccontextmanager
async def struck(site: Hosts, chance: random.Random) -> AsyncIterator[list[int]]:
    """A server that dies and comes back for the block; the codes it ended with."""
    codes: list[int] = []

    async def live() -> None:
        for life in range(DEATHS + 1):
            calls = chance.randint(2, KEYS // DEATHS - 2) + (0 if life else KEYS // 2)
            after = calls if life < DEATHS else 10 * KEYS
            site.launch(program="tests.faults.struck", STRUCK_AFTER=str(after))
            if life < DEATHS:
                codes.append(await asyncio.to_thread(site.running[0].process.wait))

    living = asyncio.create_task(live())
    await asyncio.sleep(0)  # it has an address from here on
    yield codes
    await living


async def assert_effects(site: Hosts) -> None:
    """Each key has done its thing once."""
    connection = await asyncpg.connect(site.dsn)
    try:
        events = await connection.fetch(
            "select type, count(*) as n from case_event where actor <> 'system' group by type"
        )
        versions = await connection.fetch("select version, count(*) as n from case_file group by version")
        keys = await connection.fetchval("select count(*) from idempotency")
    finally:
        await connection.close()
    assert {row["type"]: row["n"] for row in events} == {"registerCase": KEYS, "acceptCase": KEYS // 2}
    assert {row["version"]: row["n"] for row in versions} == {1: KEYS // 2, 2: KEYS // 2}
    assert keys == KEYS + KEYS // 2


async def assert_another_input_is_refused(caller: Caller, calls: list[Call]) -> None:
    """By argument and by header."""
    refused: Counter[tuple[int, str]] = Counter()
    for call in calls:
        other = Call(call.key, "registerCase", report("another"))
        for way in (0, 1):
            await caller.one(other, way)
            (error,) = orjson.loads(other.answers[-1])["data"]["registerCase"]["userErrors"]
            refused[way, error["code"]] += 1
    assert refused == {(0, "IDEMPOTENCY_KEY_REUSED"): KEYS, (1, "IDEMPOTENCY_KEY_REUSED"): KEYS}
