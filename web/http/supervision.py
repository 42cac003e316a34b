"""Running work for a caller who may leave, for no longer than agreed."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.types import Receive

T = TypeVar("T")


class ClientLeft(Exception):
    """The caller closed the connection; the work was cancelled."""


class DeadlineExceeded(Exception):
    """The work was cancelled because its time was up."""


async def within(work: Awaitable[T], seconds: float, loop: asyncio.AbstractEventLoop | None = None) -> T:
    """What `work` returns, unless `seconds` pass first. Raises DeadlineExceeded, or whatever `work` raises.

    It is `asyncio.timeout` for requests that take less time than that: asking which loop runs costs a system call, which
    `loop`, the running one, saves.
    """
    loop = loop or asyncio.get_running_loop()
    task, late = asyncio.current_task(loop), False
    assert task is not None
    before = task.cancelling()

    def give_up() -> None:
        nonlocal late
        late = True
        task.cancel()

    timer = loop.call_later(seconds, give_up)
    try:
        return await work
    except BaseException as error:
        if late and task.uncancel() <= before and isinstance(error, asyncio.CancelledError):
            raise DeadlineExceeded from None
        raise
    finally:
        timer.cancel()


async def watched(work: Awaitable[T], seconds: float, receive: Receive) -> T:
    """The same, but raises ClientLeft as soon as `receive` tells that the caller has gone.

    Cancelled work has ended when this returns.
    """
    limit = asyncio.timeout(seconds)
    watcher = asyncio.create_task(_disconnected(receive, limit))
    try:
        return await _limited(work, limit)
    except DeadlineExceeded:
        if watcher.done() and watcher.result():
            raise ClientLeft from None
        raise
    finally:
        watcher.cancel()


async def _limited(work: Awaitable[T], limit: asyncio.Timeout) -> T:
    try:
        async with limit:
            return await work
    except TimeoutError:
        if limit.expired():
            raise DeadlineExceeded from None
        raise  # a timeout of the work's own


async def _disconnected(receive: Receive, limit: asyncio.Timeout) -> bool:
    """Let `limit` expire once the caller has gone."""
    try:
        while (await receive())["type"] != "http.disconnect":
            pass  # the body of a GET, which nobody asked for
    except HTTPException:  # that body is beyond the limit: nothing more can be read from this caller
        return False
    limit.reschedule(asyncio.get_running_loop().time())
    return True
