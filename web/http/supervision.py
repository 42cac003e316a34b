"""Running work for a caller who may leave, for no longer than agreed."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

T = TypeVar("T")


class ClientLeft(Exception):
    """The caller closed the connection; the work was cancelled."""


class DeadlineExceeded(Exception):
    """The work was cancelled because its time was up."""


async def within(work: Awaitable[T], seconds: float) -> T:
    """What `work` returns, unless `seconds` pass first. Raises DeadlineExceeded, or whatever `work` raises."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await work
    except TimeoutError:
        if limit.expired():
            raise DeadlineExceeded from None
        raise


async def supervised(work: Coroutine[Any, Any, T], seconds: float, receive: Receive | None) -> T:
    """What `work` returns, unless `seconds` pass or, with `receive` given, the caller disconnects first.

    Cancelled work has ended when this returns. Raises DeadlineExceeded, ClientLeft, or whatever `work` raises.
    """
    task = asyncio.ensure_future(work)
    watchers = {asyncio.ensure_future(_disconnected(receive))} if receive else set()
    try:
        done, _ = await asyncio.wait({task, *watchers}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            return task.result()
        raise ClientLeft if done else DeadlineExceeded
    finally:
        await _ended({task, *watchers})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass  # the rest of a body that a GET should not have


async def _ended(tasks: set[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
