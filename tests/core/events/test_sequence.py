"""Every committed event has its position: none skipped, none twice, no gap, the order of every case kept."""

import asyncio
import os
import random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.db.connection import open_pool
from core.db.uow import unit_of_work
from core.events.chain import link
from core.events.record import NewEvent
from core.events.sequence import BATCH, run_sequencer, step
from core.events.verify import verify
from tests.core.events.writers import record, some_cases, write
from tests.support.office import Office

EVENTS = 100_000 if os.environ.get("HOTLINE_TEST_LONG") else 5_000
WRITERS = 6

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


async def test_writers_that_pause_and_fail_and_two_sequencers_lose_nothing(log: Office) -> None:
    cases = await some_cases(log, 50)
    stop = asyncio.Event()
    pool = await open_pool(log.dsn, size=WRITERS + 2)
    with capture_logs() as troubles:
        sequencers = [asyncio.create_task(run_sequencer(pool, stop)) for _ in range(2)]
        writers = [write(pool, log.services, cases, EVENTS // WRITERS, random.Random(n)) for n in range(WRITERS)]
        committed = sum(await asyncio.gather(*writers))
        stop.set()
        await asyncio.gather(*sequencers)
        while await step(pool):
            pass
    await pool.close()

    found = await logged(log)
    assert troubles == [], "sequencers wait for one another, they do not collide"
    assert [pos for pos, _ in found] == list(range(1, committed + 1))
    events = await log.pool.fetch("select id from case_event")
    assert {id_ for _, id_ in found} == {row["id"] for row in events}
    assert await log.pool.fetchval(_DISORDER) == 0
    assert await log.pool.fetchval("select count(*) from outbox") == 0
    assert await verify(log.read) is None
