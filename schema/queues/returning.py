"""A reader that comes back to a work queue: its deliveries are counted, and what it may have fallen over is handed out alone."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.access.operations import Operation
from core.db.uow import unit_of_work
from core.events.cursors import Fork, acknowledged, place
from core.events.delivery import handed
from core.events.queue_access import may_use
from core.events.queues import head
from schema.context import RequestContext
from schema.queues.access import readable
from schema.queues.items import QueueEvent, QueueItem
from schema.queues.stream import QueueStream
from schema.streams.standing import Standing

CAREFUL = 3
"""Beginning so often with the same entry, a reader gets it alone, and then twice as many with each acknowledgement."""


class Reader:
    """What `workQueue` answers. `consumer` is the name under which the reader acknowledges.

    Somebody who falls over an entry in the middle of many has acknowledged none of them, and comes back to the first. Being
    careful shows which it is, so that what is parked in the end is that one.
    """

    def __init__(self, context: RequestContext, queue: str, consumer: str, window: int) -> None:
        self._context, self._queue, self._consumer, self._window = context, queue, consumer, window

    async def items(self, after: str | None) -> AsyncGenerator[QueueItem, None]:
        """Everything after the cursor, or after what is acknowledged, for ever. Raises as QueueStream does."""
        standing = Standing(self._context)
        size = 1 if await self._times(after) >= CAREFUL else self._window
        while True:
            sent = 0
            stream = QueueStream(self._context, standing, self._queue, self._consumer, size)
            async with aclosing(stream.items(after)) as items:
                async for item in items:
                    yield item
                    if isinstance(item, QueueEvent):
                        sent, after = sent + 1, item.entry.cursor
                    if sent > size and size < self._window:  # the first of them was acknowledged
                        break
            size = min(2 * size, self._window)

    async def _times(self, after: str | None) -> int:
        """How often the reader has begun with its first entry. One that may not acknowledge is not counted."""
        context = self._context
        row = await readable(context, self._queue)
        begin = await self._begin(after)
        if begin is None or not may_use(context.viewer, Operation.QUEUE_ACK, row):
            return 0
        last, _ = await head(context.read, self._queue)
        if begin >= last:
            return 0
        async with unit_of_work(context.pool, context.services) as uow:
            return await handed(uow, self._queue, self._consumer, begin)

    async def _begin(self, after: str | None) -> int | None:
        read, queue, consumer = self._context.read, self._queue, self._consumer
        found = (
            await acknowledged(read, queue, consumer)
            if after is None
            else await place(read, queue, after, consumer=consumer, field=("after",))
        )
        return None if isinstance(found, Fork) else found.qpos
