"""What many streams at once may do to a process."""

import asyncio
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any, cast

import strawberry
from prometheus_client import CollectorRegistry

from schema.gate.gate import Admitted, Gate
from schema.plan import reads as plan
from tests.schema.conftest import Api, api, schema
from web.http.graphql import Reads, unplanned
from web.http.metrics import TransportMetrics
from web.streams.listeners import Caller, Ear
from web.streams.operations import _LANES, Operations

__all__ = ["api", "schema"]

BEHIND = 3 * _LANES


class Crowd:
    """How many answers are being made, and how many were at most."""

    making = most = 0


@strawberry.type
class Slow:
    """An event whose answer takes its time."""

    @strawberry.field
    async def made(self, info: strawberry.Info[Any, None]) -> int:
        crowd: type[Crowd] = info.context.crowd
        crowd.making += 1
        crowd.most = max(crowd.most, crowd.making)
        await asyncio.sleep(0.01)
        crowd.making -= 1
        return crowd.most


@strawberry.type
class Query:
    """A schema has one."""

    here: bool = True


@strawberry.type
class Subscription:
    """Three events each."""

    @strawberry.subscription
    async def behind(self) -> AsyncGenerator[Slow, None]:
        for _ in range(3):
            yield Slow()


def admitted(schema: strawberry.Schema) -> Admitted:
    return Gate(schema._schema).admit("subscription { behind { made } }", None, {}, cast("Any", None))


async def test_those_who_catch_up_alone_make_few_answers_at_a_time_and_all_get_theirs() -> None:
    # given many streams that have something to be told, each for itself
    schema, crowd = strawberry.Schema(Query, subscription=Subscription), Crowd
    context = lambda *_: cast("Any", SimpleNamespace(crowd=crowd, relay=None))  # noqa: E731
    operations = Operations(
        schema, context, cast("Any", None), admission=cast("Any", None), metrics=TransportMetrics(CollectorRegistry())
    )
    caller = cast(
        "Caller",
        SimpleNamespace(live=SimpleNamespace(now=None, account=None), connection=None, language="en", traceparent=None),
    )

    # when all are told at once
    async def told() -> list[str]:
        ear = Ear(None, cast("Any", None))
        return [one.text async for one in operations.answers(admitted(schema), {}, caller, ear)]

    answers = await asyncio.gather(*(told() for _ in range(BEHIND)))

    # then no more answers were made at a time than there are lanes, and nobody missed any
    assert crowd.most == _LANES
    assert [len(one) for one in answers] == [3] * BEHIND


async def test_a_single_answer_is_a_plan_s_where_there_is_one(api: Api) -> None:
    # given a document that has a plan
    gate, counted = Gate(api.schema._schema), list[str]()
    document = "{ districts(first: 2) { nodes { code name } } }"
    gate.keep(document)
    asked = gate.admit(document, None, {}, api.context("operator").viewer)
    caller = cast(
        "Caller",
        SimpleNamespace(live=SimpleNamespace(now=None, account=None), connection=None, language="en", traceparent=None),
    )

    # when it is asked on a stream, of plans and without them
    async def told(reads: Reads) -> list[str]:
        operations = Operations(
            api.schema, lambda *_: api.context("operator"), cast("Any", None), admission=cast("Any", None),
            metrics=TransportMetrics(CollectorRegistry()), reads=reads,
        )  # fmt: skip
        return [one.text async for one in operations.answers(asked, {}, caller, Ear(None, cast("Any", None)))]

    by_plan = await told(plan.Reads(api.schema, counted.append).answer)

    # then the answers are the same
    assert (counted, by_plan) == (["plan"], await told(unplanned))
