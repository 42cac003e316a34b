"""The pace of a stream: credit, signs of life, and patience with a reader who does not acknowledge."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from core.errors import Refused
from core.events.cursors import Fork, Reason
from schema.queues.items import QueueEvent, QueueHeartbeat, QueueItem, QueueResync
from schema.queues.stream import Pace, QueueStream, credit
from schema.streams.standing import Standing
from tests.core.events.queueing import HOUSING, acked
from tests.schema.queues.conftest import QueueDesk

QUICK = Pace(heartbeat=0.05, patience=0.3, look=0.02, credit=0.02)
POSITION = st.integers(0, 10_000)
WINDOW = st.integers(1, 1000)


@given(acked=POSITION, window=WINDOW, qpos=POSITION)
def test_credit_reaches_a_window_beyond_what_is_acknowledged(acked: int, window: int, qpos: int) -> None:
    more = credit(acked, window, qpos)
    assert more >= 0
    assert (more == 0) if qpos >= acked + window else (qpos + more == acked + window)


@given(
    window=WINDOW, head=st.integers(0, 500), steps=st.lists(st.tuples(st.booleans(), st.integers(1, 300)), max_size=40)
)
def test_whoever_acknowledges_gets_everything_and_nobody_more_than_the_window(
    window: int, head: int, steps: list[tuple[bool, int]]
) -> None:
    """A reader that takes and acknowledges in any rhythm: never too much, and in the end all."""
    position = acknowledged = 0
    for takes, many in [*steps, *[(True, 1000), (False, 1000)] * (head // window + 1)]:
        if takes:
            position += min(credit(acknowledged, window, position), many, head - position)
        else:
            acknowledged = min(acknowledged + many, position)
        assert acknowledged <= position <= acknowledged + window
    assert position == acknowledged == head


def stream(desk: QueueDesk, window: int = 200, pace: Pace = QUICK) -> Any:
    context = desk.api.context("unit_liaison")
    made = QueueStream(context, Standing(context), HOUSING, context.viewer.subject, window, pace)
    return aclosing(made.items(None))


async def take_all(opened: Any, found: list[QueueItem]) -> None:
    async with opened as items:
        async for item in items:
            found.append(item)


async def test_a_quiet_queue_gives_a_sign_of_life_again_and_again(desk: QueueDesk) -> None:
    async with stream(desk) as items, asyncio.timeout(5):
        found: list[QueueItem] = [await anext(items) for _ in range(4)]
    assert [type(one) for one in found] == [QueueHeartbeat] * 4


async def test_so_does_one_whose_reader_has_a_full_window(desk: QueueDesk) -> None:
    await desk.queued_up()
    async with stream(desk, window=1) as items, asyncio.timeout(5):
        found = [await anext(items) for _ in range(3)]
    assert [type(one) for one in found] == [QueueEvent, QueueHeartbeat, QueueHeartbeat]
    assert (found[1].acked, found[1].head) == (0, await desk.length())


async def test_a_reader_that_never_acknowledges_is_sent_away_and_loses_nothing(desk: QueueDesk) -> None:
    # given a window that is full
    await desk.queued_up()

    async def read_on() -> list[QueueItem]:
        found: list[QueueItem] = []
        with pytest.raises(Refused) as refused:
            await take_all(stream(desk, window=2), found)
        assert refused.value.code.code == "SLOW_CONSUMER"
        return [one for one in found if isinstance(one, QueueEvent)]

    # when nothing is acknowledged for as long as patience lasts, twice
    async with asyncio.timeout(10):
        first, second = await read_on(), await read_on()

    # then it is told why the stream ends, and gets the same events again
    assert [one.entry.qpos for one in first] == [one.entry.qpos for one in second] == [1, 2]


async def test_an_acknowledgement_renews_the_patience(desk: QueueDesk) -> None:
    await desk.queued_up(2)
    seen = 0
    async with stream(desk, window=1) as items, asyncio.timeout(10):
        async for item in items:
            if isinstance(item, QueueEvent):
                seen += 1
                await asyncio.sleep(QUICK.patience * 0.7)
                await acked(desk.api.office, item.entry.cursor, consumer=desk.liaison.subject)
            if seen == 4:
                break
    assert seen == 4


async def test_a_reader_that_has_taken_everything_may_take_its_time(desk: QueueDesk) -> None:
    await desk.queued_up()
    length = await desk.length()
    quiet = 0
    async with stream(desk, window=length + 1) as items, asyncio.timeout(10):
        async for item in items:
            quiet += isinstance(item, QueueHeartbeat)
            if quiet * QUICK.heartbeat > QUICK.patience * 2:
                break
    assert quiet


async def test_a_long_queue_is_read_in_pages_that_let_others_have_their_turn(desk: QueueDesk) -> None:
    # given 450 entries
    await desk.queued_up()
    await desk.api.office.pool.execute(
        "with more as (select generate_series(2000, 2449) n) "
        "insert into queue_entry select queue, n - 1999 + (select max(qpos) from queue_entry), pos, event_id, chain "
        "from more, (select * from queue_entry order by qpos limit 1) one"
    )
    await desk.api.office.pool.execute("update queue_state set head = (select max(qpos) from queue_entry)")

    # when they are all taken by a reader who never waits, then others have run meanwhile
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    running = asyncio.create_task(others())
    async with stream(desk, window=1000) as items, asyncio.timeout(20):
        found = [await anext(items) for _ in range(await desk.length())]
    running.cancel()
    assert [one.entry.qpos for one in found] == list(range(1, len(found) + 1))
    assert turns > 3


class Exchanged(QueueStream):
    """The database is exchanged between a look and the page that is read after it: the same places, other events."""

    exchange = "update queue_entry set chain = sha256(chain)"
    looks = 0

    async def _look(self) -> Fork | None:
        fork = await super()._look()
        self.looks += 1
        if self.looks == 2:
            await self._context.read.fetch(text(self.exchange))
        return fork


async def test_a_history_that_is_exchanged_between_a_look_and_its_page_is_noticed(desk: QueueDesk) -> None:
    # given a reader at the first place, which the second look finds sound
    await desk.queued_up(2)
    context = desk.api.context("unit_liaison")
    made = Exchanged(context, Standing(context), HOUSING, context.viewer.subject, 1, QUICK)
    async with aclosing(made.items(None)) as items, asyncio.timeout(5):
        first = await anext(items)
        assert isinstance(first, QueueEvent)
        await acked(desk.api.office, first.entry.cursor, consumer=desk.liaison.subject)

        # when the page behind it would be of another history
        second = await anext(items)

    # then no event of that is handed out before the reader is told
    assert isinstance(second, QueueResync)
    assert second.reason is Reason.NOT_ON_THIS_HISTORY
