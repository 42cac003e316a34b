"""Every committed event has its position: none skipped, none twice, no gap, the order of every case kept."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.db.connection import open_pool
from core.db.read import Read
from core.db.uow import unit_of_work
from core.events import sequence
from core.events.append import append
from core.events.bus import OUTBOX
from core.events.chain import link
from core.events.queues import entries
from core.events.record import NewEvent
from core.events.sequence import BATCH, run_sequencer, step
from core.events.verify import verify, verify_queues
from tests.core.events.queueing import HOUSING
from tests.core.events.writers import record, some_cases, write
from tests.support.office import Office

EVENTS = 50_000 if os.environ.get("HOTLINE_TEST_LONG") else 5_000
WRITERS = 6
STANDSTILL = 5.0 if os.environ.get("HOTLINE_TEST_LONG") else 1.0
"""Seconds; the long one is longer than anybody waits for a lock."""

_DISORDER = """
select count(*) from (
  select case_version, seq, lag(case_version) over w as version_before, lag(seq) over w as seq_before
  from event_log join case_event on case_event.id = event_id
  window w as (partition by case_id order by pos)
) x where version_before is not null and (case_version, seq) not in ((version_before + 1, 0), (version_before, seq_before + 1))
"""


async def logged(office: Office) -> list[tuple[int, UUID]]:
    rows = await office.pool.fetch("select pos, event_id from event_log order by pos")
    return [(row["pos"], row["event_id"]) for row in rows]


async def note(office: Office, case_id: UUID, version: int) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await record(uow, case_id, version, 0, None, [NewEvent("noted")])


async def test_nothing_waits_nothing_is_written(log: Office) -> None:
    assert await step(log.pool) == 0
    assert await logged(log) == []
    assert await verify(log.read) is None


async def test_an_event_that_was_drawn_first_and_committed_last_is_not_skipped(log: Office) -> None:
    first, second = await some_cases(log, 2)
    async with unit_of_work(log.pool, log.services) as slow:
        await record(slow, first, 2, 0, None, [NewEvent("slow")])
        await slow.settle()
        await note(log, second, 2)

        assert await step(log.pool) == 1

    assert await step(log.pool) == 1
    types = "select type from event_log join case_event on id = event_id order by pos"
    assert [row["type"] for row in await log.pool.fetch(types)] == ["noted", "slow"]
    assert [pos for pos, _ in await logged(log)] == [1, 2]


async def test_a_step_takes_a_batch_at_most_and_in_order(log: Office) -> None:
    [case_id] = await some_cases(log, 1)
    async with unit_of_work(log.pool, log.services) as uow:
        await record(uow, case_id, 2, 0, None, [NewEvent("noted", None, {"n": n}) for n in range(BATCH + 1)])

    assert [await step(log.pool) for _ in range(3)] == [BATCH, 1, 0]

    assert await log.pool.fetchval(_DISORDER) == 0
    assert await verify(log.read) is None


async def test_what_comes_while_a_batch_is_numbered_waits_for_the_next_one(
    log: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, taken = asyncio.Event(), 0

    async def never_done(_pool: Any) -> tuple[int, int]:
        nonlocal taken
        taken += 1
        log.services.bus.strike(OUTBOX)
        return 1, taken

    await write(log.pool, log.services, await some_cases(log, 1), 1, random.Random(1))
    monkeypatch.setattr(sequence, "_numbered", never_done)
    monkeypatch.setattr(sequence, "SECONDS", 0.2)
    running = asyncio.create_task(run_sequencer(log.pool, stop, log.services.bus))
    await asyncio.sleep(0.5)
    stop.set()
    await asyncio.wait_for(running, 1)

    assert 2 <= taken <= 3


async def test_a_sequencer_that_had_to_wait_works_on_what_is_left(log: Office) -> None:
    [case_id] = await some_cases(log, 1)
    for version in range(2, 12):
        await note(log, case_id, version)
    async with log.pool.acquire() as leader, leader.transaction():
        await leader.fetchval("select last_pos from sequencer where name = 'main' for update")
        waiting = [asyncio.create_task(step(log.pool)) for _ in range(2)]
        await asyncio.sleep(0.1)
        free = await leader.fetch("select id from outbox for update skip locked")
        assert len(free) == 10, "who waits has taken nothing yet"
        await _number_first_five(leader)

    assert sorted(await asyncio.gather(*waiting)) == [0, 5]
    assert [pos for pos, _ in await logged(log)] == list(range(1, 11))
    assert await log.pool.fetchval(_DISORDER) == 0
    assert await verify(log.read) is None


async def _number_first_five(leader: Any) -> None:
    """What a step does, by the leader's hand, while others wait for it."""
    taken = await leader.fetch(
        "select outbox.id as reference, case_event.* from outbox join case_event on case_event.id = event_id "
        "order by outbox.id limit 5"
    )
    chain = b""
    for pos, event in enumerate(taken, 1):
        chain = link(chain, pos, event)
        await leader.execute("insert into event_log values ($1, $2, $3)", pos, event["id"], chain)
        await leader.execute("delete from outbox where id = $1", event["reference"])
    await leader.execute("update sequencer set last_pos = 5, chain = $1", chain)


async def test_a_step_that_fails_leaves_everything_as_it_was(log: Office) -> None:
    [case_id] = await some_cases(log, 1)
    await note(log, case_id, 2)
    await log.pool.execute("update sequencer set last_pos = -1")
    await log.pool.execute("insert into event_log select 0, gen_random_uuid(), ''")

    with pytest.raises(asyncpg.UniqueViolationError, match="pk_event_log"):
        await step(log.pool)

    assert await log.pool.fetchval("select count(*) from outbox") == 1


class Reader:
    """Follows numbers from where it is, as often as it can; what it met."""

    def __init__(self, page: Callable[[int], Awaitable[list[tuple[int, UUID]]]]) -> None:
        self.page, self.at, self.met = page, 0, set[UUID]()
        self.ending = asyncio.Event()

    async def run(self) -> None:
        """Until it is told to end and there is nothing more."""
        while True:
            last = self.ending.is_set()
            while rows := await self.page(self.at):
                self.met |= {event_id for _, event_id in rows}
                self.at = max(number for number, _ in rows)
            if last:
                return
            await asyncio.sleep(0.003)


def readers(log: Office, pool: Any) -> tuple[Reader, Reader, Reader]:
    """One that follows the ids in the order they were drawn, as many a product did; one of the log; one of a queue."""

    async def drawn(after: int) -> list[tuple[int, UUID]]:
        return [tuple(row) for row in await pool.fetch(_DRAWN, after)]

    async def positions(after: int) -> list[tuple[int, UUID]]:
        return [tuple(row) for row in await pool.fetch(_POSITIONS, after)]

    async def queue(after: int) -> list[tuple[int, UUID]]:
        return [(one.qpos, one.event.id) for one in await entries(log.read, HOUSING, after, 500)]

    return Reader(drawn), Reader(positions), Reader(queue)


_DRAWN = "select id, event_id from drawn where id > $1 order by id limit 500"
_POSITIONS = "select pos, event_id from event_log where pos > $1 order by pos limit 500"
_KEEP_DRAWN = """
create table drawn (id bigint primary key, event_id uuid not null);
create function keep_drawn() returns trigger language plpgsql as
  $$ begin insert into drawn values (new.id, new.event_id); return null; end $$;
create trigger keep_drawn after insert on outbox for each row execute function keep_drawn();
"""
_FORGET_DRAWN = "drop trigger keep_drawn on outbox; drop function keep_drawn; drop table drawn"


async def test_writers_that_pause_and_fail_and_two_sequencers_lose_nothing(log: Office) -> None:
    """The readers of log and queue meet every event; the naive one, who follows ids, shows that the test can see."""
    cases = await some_cases(log, 50)
    await log.pool.execute(_KEEP_DRAWN)
    stop, pool = asyncio.Event(), await open_pool(log.dsn, size=WRITERS + 5)
    naive, sure, queue = reading = readers(log, pool)
    with capture_logs() as troubles:
        running = [asyncio.create_task(run_sequencer(pool, stop)) for _ in range(2)]
        following = [asyncio.create_task(one.run()) for one in reading]
        writers = [
            write(pool, log.services, cases, EVENTS // WRITERS, random.Random(n), queues=[HOUSING])
            for n in range(WRITERS)
        ]
        committed = sum(await asyncio.gather(*writers))
        stop.set()
        await asyncio.gather(*running)
        while await step(pool):
            pass
        for one in reading:
            one.ending.set()
        await asyncio.gather(*following)
    await log.pool.execute(_FORGET_DRAWN)
    await pool.close()

    found = await logged(log)
    events = {row["id"] for row in await log.pool.fetch("select id from case_event")}
    assert troubles == [], "sequencers wait for one another, they do not collide"
    assert [pos for pos, _ in found] == list(range(1, committed + 1))
    assert {id_ for _, id_ in found} == sure.met == queue.met == events
    assert len(events - naive.met) >= committed / 100, "who follows ids as they were drawn skips events"
    assert await log.pool.fetchval(_DISORDER) == 0
    assert await log.pool.fetchval("select count(*) from outbox") == 0
    assert await verify(log.read) is None
    assert await verify_queues(log.read) == {}
    print(f"{committed} committed; log and queue skipped 0, ids as drawn {len(events - naive.met)}")  # noqa: T201


async def test_a_sequencer_that_stands_still_inside_its_step_loses_nothing_and_another_goes_on(log: Office) -> None:
    """Given one that stops for five seconds with the lock, when it goes on or dies, then positions have no gap."""
    [case_id] = await some_cases(log, 1)
    for version in range(2, 12):
        await note(log, case_id, version)
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def stopped() -> int:
        async with log.pool.acquire() as connection, connection.transaction():
            run = Read(connection)
            head = await run.fetch_one(sequence._LOCK)
            taken = sorted(await run.fetch(sequence._TAKE), key=lambda row: row["id"])
            entered.set()
            await go_on.wait()
            await append(run, head, taken)
            return len(taken)

    stop = asyncio.Event()
    one = asyncio.create_task(stopped())
    await entered.wait()
    with capture_logs() as troubles:
        other = asyncio.create_task(run_sequencer(log.pool, stop))
        await asyncio.sleep(STANDSTILL)
        await note(log, case_id, 12)
        assert await log.pool.fetchval("select count(*) from event_log") == 0
        go_on.set()
        assert await one == 10
        async with asyncio.timeout(10):
            while await log.pool.fetchval("select count(*) from event_log") < 11:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
        stop.set()
        await other

    assert {line["error"] for line in troubles} <= {"LockNotAvailableError"}, "it gave up waiting, and came back"
    assert [pos for pos, _ in await logged(log)] == list(range(1, 12))
    assert await log.pool.fetchval(_DISORDER) == 0
    assert await verify(log.read) is None


async def test_a_sequencer_that_was_given_up_inside_its_step_has_written_nothing(log: Office) -> None:
    """Given one whose connection is cut while it stands still, when another has gone on, then it cannot commit."""
    [case_id] = await some_cases(log, 1)
    await note(log, case_id, 2)
    connection = await asyncpg.connect(log.dsn)
    attempt = connection.transaction()
    await attempt.start()
    await connection.fetchval("select last_pos from sequencer where name = 'main' for update")
    await connection.execute("delete from outbox")
    await log.pool.execute("select pg_terminate_backend($1)", connection.get_server_pid())

    assert await step(log.pool) == 1

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, ConnectionError)):
        await connection.execute("update sequencer set last_pos = 99")
    connection.terminate()
    assert [pos for pos, _ in await logged(log)] == [1]
    assert await verify(log.read) is None
