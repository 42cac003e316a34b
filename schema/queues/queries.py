"""Root fields about work queues."""

from dataclasses import dataclass
from typing import Annotated

import strawberry

from core.db.read import Read
from core.errors import Refused
from core.events.cursors import Fork, acknowledged, place
from core.events.errors import CURSOR_FORKED
from core.events.queue_access import queues_of
from core.events.queues import Entry, digest, entries, entries_behind, head
from schema.context import Info, RequestContext
from schema.decorators import field
from schema.queues.access import readable, reading_as
from schema.queues.items import QueueEvent
from schema.queues.subscriptions import After, Consumer, Queue
from schema.queues.types import QueueDigest, WorkQueue
from schema.relay.connections import Connection, Edge, PageInfo, capped
from schema.relay.windows import Before, First, Last, Window, given
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
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        consumer: Consumer = strawberry.UNSET,
    ) -> Connection[QueueEvent] | None:
        """By position. Raises UNKNOWN_QUEUE, CURSOR_NOT_OURS and CURSOR_FORKED."""
        context, window = info.context, Window.of(first, after, last, before)
        await readable(context, queue)
        stretch = await _stretch(context, queue, reading_as(context.viewer, given(consumer)), window)
        size = min(stretch.until - stretch.begin, window.size)
        skipped = stretch.until - stretch.begin - size if window.backward else 0
        found = await _read(context.read, queue, stretch.begin + skipped, size, window)
        return _page(stretch, skipped, [QueueEvent(entry=one) for one in found])

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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The places behind `begin`, up to and with `until`, of a queue that ends at `head`."""

    begin: int
    until: int
    head: int


async def _stretch(context: RequestContext, queue: str, consumer: str, window: Window) -> _Stretch:
    read = context.read
    end, _ = await head(read, queue)
    begin = (
        (await acknowledged(read, queue, consumer)).qpos
        if window.after is None
        else await _at(read, queue, window.after, "after")
    )
    until = end if window.before is None else await _at(read, queue, window.before, "before") - 1
    return _Stretch(begin, max(until, begin), end)


async def _at(read: Read, queue: str, cursor: str, name: str) -> int:
    found = await place(read, queue, cursor, field=(name,))
    if isinstance(found, Fork):
        raise Refused(CURSOR_FORKED, field=(name,))
    return found.qpos


async def _read(read: Read, queue: str, begin: int, size: int, window: Window) -> list[Entry]:
    """In one statement with what the cursor stands on: history may have been exchanged since it was looked up."""
    found: list[Entry] | None
    if window.backward and window.before is not None:
        some = await entries(read, queue, begin, size + 1)
        found = some[:-1] if some and some[-1].cursor == window.before else None
    elif window.backward or window.after is None:
        found = await entries(read, queue, begin, size)
    else:
        found = await entries_behind(read, queue, begin, window.after, size)
    if found is None:
        raise Refused(CURSOR_FORKED, field=("before" if window.backward else "after",))
    return found


def _page(stretch: _Stretch, skipped: int, found: list[QueueEvent]) -> Connection[QueueEvent]:
    edges = [Edge(cursor=one.entry.cursor, node=one) for one in found]

    async def count() -> int:
        return capped(stretch.until - stretch.begin)

    info = PageInfo(
        has_next_page=stretch.begin + skipped + len(found) < stretch.head,
        has_previous_page=stretch.begin + skipped > 0,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=info, count=count)
