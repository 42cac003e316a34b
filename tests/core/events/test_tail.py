"""One reading for all who follow the log in a process: everybody gets everything, in order, however slow."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.audit.record import Access, Act, recorded
from core.db.read import Read
from core.db.uow import unit_of_work
from core.events import tail as module
from core.events.bus import LocalBus
from core.events.cursors import LOG, Place, place
from core.events.logged import LoggedEvent
from core.events.sequence import step
from core.events.tail import NotOnThisHistory, Tail
from core.ids import new_id
from tests.core.deadlines.desk import dispatched
from tests.core.events.queueing import note, numbered
from tests.core.events.test_cursors import REWIND
from tests.core.events.writers import some_cases
from tests.support.office import Office


class Counting:
    """A pool that counts what is asked of it, is away while `down`, and knows no position behind `short`."""

    def __init__(self, pool: Any) -> None:
        self.pool, self.fetched, self.down, self.short = pool, 0, False, sys.maxsize

    async def fetch(self, *args: Any) -> Any:
        self.fetched += 1
        if self.down:
            raise asyncpg.InterfaceError("away")
        return [row for row in await self.pool.fetch(*args) if row["pos"] <= self.short]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pool, name)


class Follower:
    """Takes what it is given, `pause` seconds a batch."""

    def __init__(self, tail: Tail, after: int = 0, pause: float = 0) -> None:
        self.tail, self.after, self.pause = tail, after, pause
        self.got: list[int] = []
        self.error: BaseException | None = None
        self.task = asyncio.create_task(self.run())

    async def run(self) -> None:
        try:
            async with aclosing(self.tail.follow(self.after)) as batches:
                async for batch in batches:
                    self.got += [one.pos for one in batch]
                    await asyncio.sleep(self.pause)
        except NotOnThisHistory as error:
            self.error = error

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def until(come: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not come():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)


@pytest.fixture
def tail(log: Office) -> Tail:
    """The tail of a process, on the log of the test."""
    return Tail(Counting(log.pool), LocalBus())


async def grow(log: Office, tail: Tail, case_id: UUID, version: int, count: int = 1) -> None:
    await note(log, case_id, version, count=count)
    await numbered(log)
    await tail._bus.tell(await tail.head())


async def test_everybody_gets_everything_from_where_they_begin(log: Office, tail: Tail) -> None:
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 10)
    followers = [Follower(tail, after) for after in (0, 4, 10)]
    await until(lambda: len(followers[0].got) == 10)
    for version in range(3, 13):
        await grow(log, tail, case_id, version, 3)
    await until(lambda: all(one.got and one.got[-1] == 40 for one in followers))

    assert [one.got for one in followers] == [list(range(after + 1, 41)) for after in (0, 4, 10)]
    await asyncio.gather(*(one.stop() for one in followers))


async def test_the_log_is_read_once_for_all(log: Office, tail: Tail) -> None:
    [case_id] = await some_cases(log, 1)
    followers = [Follower(tail) for _ in range(50)]
    await asyncio.sleep(0.1)
    counted: Any = tail._read._run
    before = counted.fetched
    for version in range(2, 12):
        await grow(log, tail, case_id, version)
        await until(lambda version=version: all(one.got and one.got[-1] == version - 1 for one in followers))

    assert counted.fetched - before <= 40, "fifty followers, ten events"
    await asyncio.gather(*(one.stop() for one in followers))


async def test_one_who_reads_for_itself_holds_a_page_at_most(
    log: Office, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given much that was logged before somebody follows
    monkeypatch.setattr(module, "PAGE", 4)
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 10)

    # when it is read from the beginning
    sizes: list[int] = []
    async with aclosing(tail.follow(0)) as batches:
        async for batch in batches:
            sizes.append(len(batch))
            if batch[-1].pos == 10:
                break

    # then it comes in pages
    assert sizes == [4, 4, 2]


async def test_one_who_is_slow_misses_nothing_and_keeps_nobody_waiting(
    log: Office, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HELD", 20)
    monkeypatch.setattr(module, "BATCH", 5)
    monkeypatch.setattr(module, "PAGE", 5)
    [case_id] = await some_cases(log, 1)
    quick, slow = Follower(tail), Follower(tail, pause=0.05)
    for version in range(2, 62):
        await grow(log, tail, case_id, version, 2)
    await until(lambda: bool(quick.got) and quick.got[-1] == 120)
    assert len(slow.got) < 120
    held = [inbox.held for inbox in tail._inboxes]
    await until(lambda: bool(slow.got) and slow.got[-1] == 120)

    assert quick.got == slow.got == list(range(1, 121))
    assert max(held, default=0) <= 20
    await asyncio.gather(quick.stop(), slow.stop())


async def test_nobody_follows_nothing_is_read(log: Office, tail: Tail) -> None:
    one, other = Follower(tail), Follower(tail)
    await until(lambda: len(tail._inboxes) == 2)
    await one.stop()
    assert tail._reading is not None
    await other.stop()

    assert (tail._reading, tail._inboxes) == (None, set())
    again = Follower(tail)
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2)
    await until(lambda: again.got == [1])
    await again.stop()


async def test_without_a_hint_the_poll_finds_it(log: Office, tail: Tail) -> None:
    [case_id] = await some_cases(log, 1)
    follower = Follower(tail)
    await until(lambda: bool(tail._inboxes))
    await note(log, case_id, 2)
    await numbered(log)

    await until(lambda: follower.got == [1], 2.5)
    await follower.stop()


async def test_a_database_that_is_away_for_a_while_is_waited_for(log: Office, tail: Tail) -> None:
    [case_id] = await some_cases(log, 1)
    follower = Follower(tail)
    await until(lambda: bool(tail._inboxes))
    counted: Any = tail._read._run
    counted.down = True
    await note(log, case_id, 2)
    await numbered(log)
    await tail._bus.tell(1)
    await asyncio.sleep(0.2)
    counted.down = False

    await until(lambda: follower.got == [1])
    await follower.stop()


async def test_who_reads_of_a_replica_that_is_behind_the_others_misses_nothing(log: Office, tail: Tail) -> None:
    # given one who has read everything of the primary
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 10)
    first = Follower(tail)
    await until(lambda: len(first.got) == 10)
    # when another begins to read of a replica that has not come so far
    counted: Any = tail._read._run
    counted.short = 6
    second = Follower(tail)
    await until(lambda: len(tail._inboxes) == 2)
    # then he gets all of it once it has
    counted.short = sys.maxsize
    await grow(log, tail, case_id, 3)
    await until(lambda: bool(second.got) and second.got[-1] == 11)
    assert second.got == first.got == list(range(1, 12))
    await asyncio.gather(first.stop(), second.stop())


async def test_a_log_that_was_set_back_ends_the_following_instead_of_skipping(log: Office, tail: Tail) -> None:
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 10)
    follower = Follower(tail)
    await until(lambda: len(follower.got) == 10)
    await log.pool.execute(REWIND.format(6))
    for version in range(30, 36):
        await grow(log, tail, case_id, version, 2)

    await until(lambda: follower.error is not None)
    assert follower.got == list(range(1, 11)), "none of the other history"
    late = Follower(tail)
    await until(lambda: len(late.got) == 18)
    await late.stop()


async def test_one_who_has_lost_his_place_is_told_nothing_of_the_history_that_others_follow(
    log: Office, tail: Tail
) -> None:
    # given one who is busy with what he was told, while the log is set back and somebody follows what it is now
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 10)
    async with aclosing(tail.follow(10)) as batches:
        first = asyncio.create_task(anext(batches))
        await until(lambda: tail._reading is not None)
        await grow(log, tail, case_id, 3)
        assert [one.pos for one in await first] == [11]
        await log.pool.execute(REWIND.format(4))
        await tail._bus.tell(12)
        await until(lambda: tail._reading is None)
        other = Follower(tail, 4)
        await until(lambda: tail._reading is not None)
        await grow(log, tail, case_id, 30, 20)
        await until(lambda: other.got == list(range(5, 25)))

        # when he comes for more, then that is the end: what others are told now lies behind events that he never had
        with pytest.raises(NotOnThisHistory):
            await anext(batches)
    await other.stop()


async def test_a_place_that_is_not_there_cannot_be_followed(log: Office, tail: Tail) -> None:
    with pytest.raises(NotOnThisHistory):
        await anext(tail.follow(7))


async def test_a_place_is_known_by_its_cursor_whatever_was_exchanged_meanwhile(log: Office, tail: Tail) -> None:
    # given a place that was told
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 10)
    batches = tail.follow(9)
    [last] = await anext(batches)
    await batches.aclose()
    assert [one.pos for one in await anext(tail.follow(9, (await anext(tail.follow(8)))[0].cursor))] == [10]
    # when history is exchanged, and the position holds another event
    await log.pool.execute(REWIND.format(6))
    await grow(log, tail, case_id, 30, 6)
    # then nothing is gone on from in silence
    with pytest.raises(NotOnThisHistory):
        await anext(tail.follow(last.pos, last.cursor))


async def test_an_event_says_what_rights_are_asked_of(log: Office, tail: Tail) -> None:
    case_id, assignment_id = await dispatched(log)
    await numbered(log)
    async with aclosing(tail.follow(0)) as batches:
        events: list[LoggedEvent] = list(await anext(batches))

    path = log.viewer("unit_liaison").grants[0].unit_path
    assert [one.event.type for one in events] == ["registerCase", "acceptCase", "dispatchCase", "assigned"]
    assert {one.event.case_id for one in events} == {case_id}
    assert {one.unit_paths for one in events} == {(path,)}, "as the case is now"
    assert [one.part_path for one in events] == [None, None, None, path]
    assert events[3].event.assignment_id == assignment_id
    assert {(one.district, one.kind, one.state, one.secrecy) for one in events} == {
        ("370902", "HELP_REQUEST", "IN_PROGRESS", 0)
    }
    assert {one.owner for one in events} == {log.viewer("operator").id}
    assert {one.district_path for one in events} == {"/370900/370902"}
    assert await place(Read(log.pool), LOG, events[2].cursor) == Place(LOG, 3)


async def test_a_place_at_the_cut_is_followed_on(log: Office, tail: Tail) -> None:
    [case_id] = await some_cases(log, 1)
    await grow(log, tail, case_id, 2, 6)
    await log.pool.execute("insert into log_anchor select pos, chain, now(), now() from event_log where pos = 3")
    await log.pool.execute("delete from event_log where pos <= 3")

    follower = Follower(tail, 3)

    await until(lambda: follower.got == [4, 5, 6])
    await follower.stop()


async def test_an_error_of_our_own_ends_every_following_instead_of_leaving_it_hanging(
    log: Office, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    [case_id] = await some_cases(log, 1)
    follower = Follower(tail)
    await until(lambda: bool(tail._inboxes))

    def broken(row: object) -> LoggedEvent:
        raise KeyError("column")

    monkeypatch.setattr(module, "logged", broken)
    with capture_logs() as logged:
        await grow(log, tail, case_id, 2)
        await until(lambda: follower.error is not None)

    assert [(line["event"], line["exception"]) for line in logged] == [("tail failed", "KeyError")]


async def seen(log: Office, count: int) -> None:
    """So many events that somebody saw something."""
    access = [Access(act=Act.READ, actors=(new_id(),), seen={"case_file.title": (new_id(),)}) for _ in range(count)]
    async with unit_of_work(log.pool, log.services) as uow:
        await recorded(uow, access)
    while await step(log.pool):
        pass


async def test_what_only_tells_that_somebody_saw_something_is_passed_over(
    log: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr(module, "PAGE", 2)
    [case_id] = await some_cases(log, 1)
    await seen(log, 8)
    await note(log, case_id, 2)
    await numbered(log)
    tail = Tail(log.pool, log.services.bus)
    follower = Follower(tail)
    try:
        async with asyncio.timeout(5):
            while follower.got != [9]:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
            await seen(log, 8)
            await note(log, case_id, 3)
            await numbered(log)
            while follower.got != [9, 18]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert follower.error is None
    finally:
        await follower.stop()
