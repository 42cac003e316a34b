"""Following the log within a stream."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.events import tail_statements as sql
from core.events.bus import POLL_SECONDS
from core.events.cursors import LOG, cursor
from core.events.logged import Batch
from schema.context import RequestContext
from schema.streams.standing import Standing


async def here(context: RequestContext) -> tuple[int, str]:
    """The end of the log now, and its cursor. What is read after it was asked for is not older."""
    pos = await context.log.head()
    found = await context.read.fetch_one(sql.PLACE, pos=pos)
    return pos, cursor(LOG, pos, (found and found["chain"]) or b"")


async def logged(
    context: RequestContext,
    standing: Standing,
    after_pos: int,
    *,
    at: str | None = None,
    seconds: float = POLL_SECONDS,
) -> AsyncGenerator[Batch, None]:
    """What is logged after a position, in batches; an empty one whenever so many seconds have passed without any.

    `at` is the position's cursor, of one that was told earlier.

    Before each, the subscriber's standing is asked. It ends when that has moved them to the other side of the wall, where
    the log is another one: whoever follows goes on there from the place they have reached. Raises what standing raises, and
    NotOnThisHistory.
    """
    tail = context.log
    async with aclosing(tail.follow(after_pos, at)) as batches:
        coming: asyncio.Future[Batch] = asyncio.ensure_future(anext(batches))
        try:
            while True:
                await asyncio.wait((coming,), timeout=seconds)
                standing.check()
                if context.log is not tail:
                    return
                if coming.done():
                    yield coming.result()
                    coming = asyncio.ensure_future(anext(batches))
                else:
                    yield ()
        finally:
            await _ended(coming)


async def _ended(coming: "asyncio.Future[Batch]") -> None:
    """The generator cannot be closed while it is waited for."""
    coming.cancel()
    await asyncio.wait((coming,))
    if not coming.cancelled():
        coming.exception()
