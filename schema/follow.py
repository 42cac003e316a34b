"""Subscriptions that answer the current state first and then every change."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from schema.context import Info, RequestContext

T = TypeVar("T")


def _itself(answer: object) -> object:
    return answer


async def follow(
    info: Info,
    read: Callable[[], Awaitable[T]],
    *,
    seconds: float = 1.0,
    told_apart_by: Callable[[T], object] = _itself,
) -> AsyncIterator[T]:
    """What `read` answers now, and again whenever it has changed, looked at every so many seconds.

    Each look is a request of its own: nothing that was loaded before is reused, and grants that have ended open nothing.
    `told_apart_by` gives what of an answer is compared; without it the answers are. A subscriber who leaves ends it.
    """
    answer = await read()
    yield answer
    while True:
        await asyncio.sleep(seconds)
        _anew(info.context)
        now = await read()
        if told_apart_by(now) != told_apart_by(answer):
            answer = now
            yield answer


def _anew(context: RequestContext) -> None:
    context.loaders.clear()
    context.viewer = replace(context.viewer, now=context.services.clock.now())
