"""Root fields about work queues."""

from typing import Annotated

import strawberry

from core.db.uow import Read
from core.errors import Refused
from core.events.cursors import Fork, acknowledged, place
from core.events.errors import CURSOR_FORKED
from core.events.queue_access import queues_of
from core.events.queues import digest, entries, head
from schema.context import Info, RequestContext
from schema.decorators import field
from schema.queues.access import consumer_of, readable
from schema.queues.items import QueueEvent
from schema.queues.subscriptions import After, Consumer, Queue
from schema.queues.types import QueueDigest, WorkQueue
from schema.relay.connections import Connection, Edge, PageInfo, capped
from schema.relay.windows import First, Window, given
from schema.scalars import BigInt

MOST = 1000

FromQpos = Annotated[BigInt, strawberry.argument(description="The first position, from 1.\n起始位置")]
ToQpos = Annotated[BigInt, strawberry.argument(description="The last position.\n结束位置")]


@strawberry.type
class QueueQueries:
    """Root fields."""

    @field("The work queues you may read or look after, at most 1000.\n工作队列列表（最多 1000 个）")
    async def work_queues(self, info: Info) -> list[WorkQueue] | None:
        """By name."""
        rows = await queues_of(info.context.read, info.context.viewer)
        return [WorkQueue(row=row) for row in rows[:MOST]]

    @field("A page of a work queue, for who cannot hold a subscription open.\n工作队列条目（拉取方式）")
    async def queue_entries(
        self,
        info: Info,
        queue: Queue,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        consumer: Consumer = strawberry.UNSET,
    ) -> Connection[QueueEvent] | None:
        """By position. Raises UNKNOWN_QUEUE, CURSOR_NOT_OURS and CURSOR_FORKED."""
        context, size = info.context, Window.of(first, strawberry.UNSET, None, None).size
        await readable(context, queue)
        name = consumer_of(context.viewer, given(consumer))
        begin = await _begin(context.read, queue, name, given(after))
        found = await entries(context.read, queue, begin, size + 1)
        return _page(context, queue, begin, [QueueEvent(entry=one) for one in found], size)

    @field("A digest of a stretch of a work queue, to compare what both sides have.\n工作队列对账摘要")
    async def queue_digest(self, info: Info, queue: Queue, from_qpos: FromQpos, to_qpos: ToQpos) -> QueueDigest | None:
        """Raises UNKNOWN_QUEUE and QUEUE_RANGE."""
        await readable(info.context, queue)
        found = await digest(info.context.read, queue, from_qpos, to_qpos)
        return QueueDigest(
            from_qpos=BigInt(found.from_qpos),
            to_qpos=BigInt(found.to_qpos),
            count=BigInt(found.count),
            before=found.before.hex(),
            after=found.after.hex(),
        )


async def _begin(read: Read, queue: str, consumer: str, after: str | None) -> int:
    if after is None:
        return (await acknowledged(read, queue, consumer)).qpos
    found = await place(read, queue, after, consumer=consumer, field=("after",))
    if isinstance(found, Fork):
        raise Refused(CURSOR_FORKED, field=("after",))
    return found.qpos


def _page(
    context: RequestContext, queue: str, begin: int, found: list[QueueEvent], size: int
) -> Connection[QueueEvent]:
    edges = [Edge(cursor=one.entry.cursor, node=one) for one in found[:size]]

    async def count() -> int:
        last, _ = await head(context.read, queue)
        return capped(last - begin)

    info = PageInfo(
        has_next_page=len(found) > size,
        has_previous_page=begin > 0,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=info, count=count)
