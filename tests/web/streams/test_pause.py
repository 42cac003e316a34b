"""Operations on open connections are paid for like requests, and streams rest for what they have told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
import strawberry
from prometheus_client import CollectorRegistry

from core.access.viewer import Viewer
from schema.gate.gate import Gate
from tests.web.http.test_rates import viewer
from tests.web.streams.live import Listening, listened
from tests.web.ws.client import signed_in
from web.host import Host
from web.http.metrics import TransportMetrics
from web.http.rates import Rates
from web.streams.listeners import Caller, Ear
from web.streams.operations import Operations

REST = 0.4
"""Seconds."""
LONG = 1_000
"""Seconds until the account may ask again."""
HEAVY, STREAMS, EVENTS = 400, 400, 30


@pytest.fixture
async def poor(common_host: Host) -> AsyncIterator[Listening]:
    """A server where each account has few points."""
    async with listened(common_host) as found:
        rates = found.transports.operations._admission.rates
        assert rates is not None
        operator = await common_host.pool.fetchval("select id from account where subject = 'd:operator'")
        rates._people.owe(operator.int, 50_000 + 5_000 * LONG)
        yield found


async def test_a_socket_s_operation_is_refused_with_the_seconds_to_wait(poor: Listening) -> None:
    async with signed_in(poor, "operator") as socket:
        await socket.subscribe("subscription {count(to: 3)}", "1")
        refused = await socket.hear()
        told = refused["payload"][0]["extensions"]
        assert (refused["type"], told["code"]) == ("error", "RATE_LIMITED")
        assert LONG - 30 < told["retryAfter"] <= LONG + 1
    async with signed_in(poor, "dispatcher") as socket:
        await socket.subscribe("{hello}", "1")
        assert (await socket.hear())["type"] == "next"


async def test_an_event_stream_is_refused_by_status(poor: Listening) -> None:
    async with httpx.AsyncClient(base_url=poor.url, headers=poor.bearer("operator")) as caller:
        answer = await caller.post(
            "/graphql/stream", json={"query": "{hello}"}, headers={"accept": "text/event-stream"}
        )
    assert answer.status_code == 429
    assert LONG - 30 < int(answer.headers["retry-after"]) <= LONG + 1


async def test_a_subscription_costs_ten_answers_at_its_begin(listening: Listening) -> None:
    rates = listening.transports.operations._admission.rates
    assert rates is not None
    async with signed_in(listening) as socket:
        listening.probes.say(1)
        for document, points in (("{hello}", 11), ("subscription {shared {number twice}}", 40)):
            rates._people._full.clear()
            rates._people._tick = lambda: 1_000.0
            await socket.subscribe(document, id_=document)
            while not rates._people._full:  # noqa: ASYNC110 - another task of this loop pays
                await asyncio.sleep(0.001)
            await socket.hear()
            (full,) = rates._people._full.values()
            assert full - 1_000 == pytest.approx(points / 5_000)


@strawberry.type
class Query:
    hello: str = "hello"


@strawberry.type
class Backlog:
    @strawberry.subscription
    async def missed(self) -> AsyncIterator[int]:
        for number in range(EVENTS):
            yield number


def caller(who: Viewer) -> Caller:
    live = SimpleNamespace(now=who, account=who.id)
    return cast("Caller", SimpleNamespace(live=live, connection=None, language="en"))


async def test_an_account_with_hundreds_of_streams_behind_keeps_nobody_waiting() -> None:
    # given hundreds of one account's streams that have much to catch up with, each answer costing a heavy document's points
    schema, hungry, modest = strawberry.Schema(Query, subscription=Backlog), viewer(), viewer()
    rates, told = Rates(5_000, 1, 1), 0
    operations = Operations(
        schema, lambda *_: cast("Any", SimpleNamespace(relay=None)), cast("Any", None), admission=cast("Any", None),
        metrics=TransportMetrics(CollectorRegistry()), pause=lambda who, cost: rates.pause(who, cost * HEAVY),
    )  # fmt: skip
    admitted = Gate(schema._schema).admit("subscription { missed }", None, {}, cast("Any", None))
    ear = Ear(None, cast("Any", None))

    async def catch_up() -> None:
        nonlocal told
        async for _ in operations.answers(admitted, {}, caller(hungry), ear):
            told += 1

    behind = [asyncio.create_task(catch_up()) for _ in range(STREAMS)]
    now = asyncio.get_running_loop().time
    begun = now()
    await asyncio.sleep(0.3)

    # when somebody else's stream catches up beside them
    async with asyncio.timeout(5):
        answers = [one async for one in operations.answers(admitted, {}, caller(modest), ear)]
    seconds = now() - begun

    # then it is told all at once, and they have been told the first of each, and then what their account's points allow
    assert len(answers) == EVENTS
    allowed = STREAMS + (50_000 + 5_000 * seconds) / HEAVY
    assert STREAMS <= told <= allowed
    for one in behind:
        one.cancel()
    await asyncio.gather(*behind, return_exceptions=True)


async def test_what_is_told_together_is_paid_once_and_the_group_rests(listening: Listening) -> None:
    # given two who listen to the same, whose group rests after what it has told
    paid: list[tuple[int, int]] = []

    def pause(viewers: Sequence[Viewer], points: int) -> float:
        paid.append((len(viewers), points))
        return REST

    listening.transports.operations._pause = pause
    async with signed_in(listening) as one, signed_in(listening) as other:
        for socket in (one, other):
            await socket.subscribe("subscription {shared {number twice}}")
        while listening.probes.produced < 2:  # noqa: ASYNC110 - both have begun then
            await asyncio.sleep(0.01)

        # when something happens, and more at once
        now, told = asyncio.get_running_loop().time, []
        for number in (1, 2):
            listening.probes.say(number)
            for socket in (one, other):
                assert (await socket.hear())["payload"]["data"]["shared"]["number"] == number
            told.append(now())

    # then each was paid once, by one of those who listen, and the second was told after the rest
    assert paid[0] == (3, 3)
    assert told[1] - told[0] >= REST * 0.9
