"""A subscriber sees the current state at once, and then what differs from it."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import pytest

from core.errors import Refused
from schema.context import Info, RequestContext
from schema.follow import follow
from tests.schema.conftest import Api


@pytest.fixture
def context(api: Api) -> RequestContext:
    return api.context("city_lead")


@pytest.fixture
def info(context: RequestContext) -> Info:
    return cast("Info", SimpleNamespace(context=context))


def reading(*answers: Any) -> Any:
    """Reads these answers, one per look, the last of them for ever."""
    waiting = list(answers)

    async def read() -> Any:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return read


async def told(stream: AsyncIterator[Any], times: int) -> list[Any]:
    async with aclosing(cast("Any", stream)):
        return [await anext(stream) for _ in range(times)]


async def test_only_what_differs_is_told(info: Info) -> None:
    assert await told(follow(info, reading(1, 1, 2, 2, 1), seconds=0), 3) == [1, 2, 1]


async def test_answers_may_be_told_apart_by_a_part(info: Info) -> None:
    read = reading((1, "a"), (1, "b"), (2, "b"))
    assert await told(follow(info, read, seconds=0, told_apart_by=lambda one: one[0]), 2) == [(1, "a"), (2, "b")]


async def test_each_look_is_made_now_and_anew(api: Api, info: Info, context: RequestContext) -> None:
    async def instant() -> datetime:
        api.office.clock.set(api.office.clock.now() + timedelta(seconds=40))
        return context.now

    # then each look has its own instant, and nothing that was loaded for another
    loader = context.loaders.of("a", reading([]))
    first, second = await told(follow(info, instant, seconds=0), 2)
    assert second - first == timedelta(seconds=40)
    assert context.loaders.of("a", reading([])) is not loader


async def test_a_grant_that_ends_ends_the_stream_with_a_code(api: Api, info: Info, context: RequestContext) -> None:
    # given a grant that ends in a minute
    now = api.office.clock.now()
    ending = [replace(grant, valid_to=now + timedelta(minutes=1)) for grant in context.viewer.grants]
    context.viewer = replace(context.viewer, grants=tuple(ending))

    async def may() -> tuple[bool, datetime]:
        api.office.clock.set(api.office.clock.now() + timedelta(seconds=40))
        return context.viewer.may("case.read"), context.now

    # when it has ended, then the subscriber is told so, and sees nothing less than before
    with pytest.raises(Refused) as refused:
        await told(follow(info, may, seconds=0), 3)
    assert refused.value.code.code == "PERMISSION_WITHDRAWN"


async def test_a_database_that_is_away_ends_the_stream_with_a_code(info: Info) -> None:
    async def away() -> None:
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    with pytest.raises(Refused) as refused:
        await told(follow(info, away), 1)
    assert refused.value.code.code == "RETRY_LATER"
