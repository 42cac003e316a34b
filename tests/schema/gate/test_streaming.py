"""Subscriptions on the executor: each event a request of its own, refusals and faults coded."""

import gc
from collections.abc import AsyncIterator
from typing import Any

import pytest
import strawberry
from graphql.execution.collect_fields import FieldDetails

from core.errors import NotFound
from schema.faults import process_errors
from schema.gate.gate import Gate
from schema.gate.prepared import DocumentRefused
from schema.gate.streaming import Subscription, subscribe

SECRET = "password=hunter2"


@strawberry.type
class Query:
    """Needed by every schema."""

    hello: str = "hello"


@strawberry.type
class Event:
    """Tells which context it is answered in."""

    number: int

    @strawberry.field
    def seen_by(self, info: strawberry.Info) -> str:
        """The context."""
        return str(info.context)

    @strawberry.field
    def broken(self) -> int | None:
        """Fails."""
        raise RuntimeError(SECRET)


@strawberry.type
class Source:
    """Root fields."""

    @strawberry.subscription
    async def count(self, info: strawberry.Info, to: int) -> AsyncIterator[Event]:
        """Numbers; the source sees the context it was opened with."""
        try:
            for number in range(to):
                assert info.context == "source"
                yield Event(number=number)
        finally:
            CLOSED.append(to)

    @strawberry.subscription
    async def refuses(self) -> AsyncIterator[int]:
        """Refuses."""
        raise NotFound
        yield 1

    @strawberry.subscription
    async def fails(self) -> AsyncIterator[int]:
        """Fails after an event."""
        yield 1
        raise RuntimeError(SECRET)


CLOSED: list[int] = []


class Schema(strawberry.Schema):
    """With our error policy."""

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        """Code and mask."""
        process_errors(errors)


SCHEMA = Schema(Query, subscription=Source)
GATE = Gate(SCHEMA._schema)


class Viewer:
    """May not introspect."""

    def may(self, operation: str, /) -> bool:
        """Nothing."""
        return False


async def opened(document: str, **variables: Any) -> Subscription:
    return await subscribe(SCHEMA, GATE.admit(document, None, variables, Viewer()), variables, "source")


async def listened(document: str, **variables: Any) -> None:
    subscription = await opened(document, **variables)
    try:
        async for _ in subscription.source:
            pass
    except Exception as failure:
        raise subscription.failed(failure) from None


async def test_each_event_is_answered_in_a_context_of_its_own() -> None:
    subscription = await opened("subscription ($n: Int!) {count(to: $n) {number seenBy}}", n=2)
    answers = []
    async with subscription:
        async for event in subscription.source:
            answers.append(await subscription.answer(event, f"event {len(answers)}"))
    assert [answer.data for answer in answers] == [
        {"count": {"number": 0, "seenBy": "event 0"}},
        {"count": {"number": 1, "seenBy": "event 1"}},
    ]


async def test_what_was_told_is_not_kept_however_long_it_lasts() -> None:
    subscription = await opened("subscription {count(to: 300) {number seenBy}}")

    async def answered(events: int) -> int:
        for _ in range(events):
            await subscription.answer(await anext(subscription.source), "event")
        gc.collect()
        return sum(isinstance(one, FieldDetails) for one in gc.get_objects())

    async with subscription:
        assert await answered(3) == await answered(100)


async def test_an_events_errors_are_coded_and_tell_nothing() -> None:
    subscription = await opened("subscription {count(to: 1) {broken}}")
    async with subscription:
        answer = await subscription.answer(await anext(subscription.source), None)
    (error,) = answer.errors or ()
    assert answer.data == {"count": {"broken": None}}
    assert (error.path, error.extensions["code"]) == (["count", "broken"], "INTERNAL_SERVER_ERROR")
    assert SECRET not in error.message


@pytest.mark.parametrize(
    ("document", "variables", "code"),
    [
        ("subscription ($n: Int!) {count(to: $n) {number}}", {}, "BAD_USER_INPUT"),
        ("subscription ($n: Int!) {count(to: $n) {number}}", {"n": "x"}, "BAD_USER_INPUT"),
        ("subscription {refuses}", {}, "NOT_FOUND"),
        ("subscription {fails}", {}, "INTERNAL_SERVER_ERROR"),
    ],
)
async def test_what_ends_a_subscription_is_told_by_a_code(document: str, variables: Any, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        await listened(document, **variables)
    (error,) = refused.value.errors
    assert error.extensions["code"] == code
    assert SECRET not in error.message


async def test_leaving_the_subscription_closes_the_source() -> None:
    CLOSED.clear()
    subscription = await opened("subscription {count(to: 99) {number}}")
    async with subscription:
        await anext(subscription.source)
    assert CLOSED == [99]
