"""The feed of a work queue, and how a reader is told by it: as far as his credit goes, and until a sign of life is due."""

import asyncio
from contextlib import aclosing
from typing import NamedTuple

from core.events.cursors import cursor
from schema.queues.feed import queue_events
from schema.queues.items import QueueEvent, QueueHeartbeat
from schema.queues.stream import Pace, QueueStream
from schema.streams.relay import At, Feed
from schema.streams.standing import Standing
from tests.core.events.queueing import HOUSING
from tests.schema.queues.conftest import QueueDesk

BEGINNING = At(0, cursor(HOUSING, 0, b""))
QUICK = Pace(heartbeat=0.2, patience=5, look=0.02, credit=0.02)


class Asked(NamedTuple):
    at: At
    until: int | None
    quiet: float | None


class Telling:
    """A relay that tells one entry each time, and then nothing."""

    def __init__(self, desk: QueueDesk, upto: int) -> None:
        self._desk, self._upto = desk, upto
        self.asked: list[Asked] = []
        self.told: list[QueueEvent] = []

    async def carry(self, feed: Feed, at: At, *, until: int | None = None, quiet: float | None = None) -> At:
        """See Relay."""
        self.asked.append(Asked(at, until, quiet))
        if at.number >= self._upto:
            await asyncio.sleep(quiet or 0)
            return at
        context = self._desk.api.context("unit_liaison")
        async with aclosing(feed.changes(context, feed.stand(context), at)) as stretches:
            stretch = await anext(stretches)
        assert isinstance(stretch.told[0].event, QueueEvent)
        self.told.append(stretch.told[0].event)
        return stretch.told[0].at


async def test_it_tells_every_entry_and_ends_where_history_is_exchanged(desk: QueueDesk) -> None:
    await desk.queued_up(2)
    context, feed = desk.api.context("unit_liaison"), queue_events(HOUSING)
    async with aclosing(feed.changes(context, feed.stand(context), BEGINNING)) as stretches, asyncio.timeout(5):
        first = await anext(stretches)
        assert [one.at.number for one in first.told] == list(range(1, await desk.length() + 1))
        assert (await anext(stretches)).told == []
        await desk.api.office.pool.execute("update queue_entry set chain = '\\x01'")
        assert [one async for one in stretches] == []


async def test_a_reader_with_credit_who_has_caught_up_is_handed_over(desk: QueueDesk) -> None:
    # given a reader who has taken everything there is
    await desk.queued_up()
    length = await desk.length()
    context = desk.api.context("unit_liaison")
    context.relay = relay = Telling(desk, upto=length + 1)
    stream = QueueStream(context, Standing(context), HOUSING, context.viewer.subject, length + 1, QUICK)
    async with aclosing(stream.items(None)) as items, asyncio.timeout(10):
        taken = [await anext(items) for _ in range(length)]
        assert relay.asked == []

        # when more comes, then the relay tells it as far as the credit goes, and the reader hears signs of life himself
        await desk.queued_up()
        coming = asyncio.ensure_future(anext(items))
        after = [await coming, await anext(items)]
    assert [one.entry.qpos for one in (*taken, *relay.told, *after) if isinstance(one, QueueEvent)] == list(
        range(1, length + 2)
    )
    assert any(isinstance(one, QueueHeartbeat) for one in after)
    assert all(one.until == length + 1 for one in relay.asked)
    assert all(one.quiet is not None and one.quiet <= QUICK.heartbeat for one in relay.asked)
