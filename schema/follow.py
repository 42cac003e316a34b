"""Subscriptions that answer the current state first and then every change."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TypeVar

from schema.context import Info
from schema.streams.standing import Standing
from schema.streams.trouble import steady

T = TypeVar("T")


def _itself(answer: object) -> object:
    return answer


def follow(
    info: Info,
    read: Callable[[], Awaitable[T]],
    *,
    seconds: float = 1.0,
    told_apart_by: Callable[[T], object] = _itself,
) -> AsyncIterator[T]:
    """What `read` answers now, and again whenever it has changed, looked at every so many seconds.

    Each look is a request of its own: nothing that was loaded before is reused. A grant that has ended or was withdrawn
    ends the stream with PERMISSION_WITHDRAWN, a database that is away with RETRY_LATER. `told_apart_by` gives what of an
    answer is compared; without it the answers are. A subscriber who leaves ends it.
    """
    return steady(_followed(info, read, seconds, told_apart_by))


async def _followed(
    info: Info, read: Callable[[], Awaitable[T]], seconds: float, told_apart_by: Callable[[T], object]
) -> AsyncGenerator[T, None]:
    standing = Standing(info.context)
    answer = await read()
    yield answer
    while True:
        await asyncio.sleep(seconds)
        standing.check()
        now = await read()
        if told_apart_by(now) != told_apart_by(answer):
            answer = now
            yield answer
