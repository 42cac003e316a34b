"""The log grows into partitions that were made before it needs them."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from core.db.connection import open_pool
from core.db.private import Cluster
from core.db.read import Read
from core.db.uow import unit_of_work
from core.events import partitions as module
from core.events.partitions import Partition, enters_half, keep_ahead, partitions
from core.events.sequence import step
from core.events.verify import verify
from tests.core.events.queueing import note, numbered
from tests.core.events.writers import some_cases
from tests.support import database
from tests.support import office as office_support
from tests.support.office import Office

FIRST = [Partition(0, 1_000_000, "event_log_0"), Partition(1_000_000, 2_000_000, "event_log_1")]


@pytest.fixture
async def own(cluster: Cluster, seeded: str) -> AsyncIterator[Office]:
    """A hotline on a database of its own: partitions are not forgotten with rows."""
    name = f"partitions_{office_support.worker()}"
    async with database.new_database(cluster, name, seeded) as dsn, office_support.open_office(dsn) as office:
        yield office


async def ahead(office: Office, last_pos: int) -> list[Partition]:
    async with unit_of_work(office.pool, office.services) as uow:
        await keep_ahead(uow, last_pos)
    return await partitions(office.read)


@pytest.mark.parametrize(
    ("before", "after", "entered"),
    [(0, 499_999, False), (499_999, 500_000, True), (999_999, 1_000_001, True), (1_000_000, 1_000_001, False)],
)
def test_the_log_looks_ahead_twice_in_a_partition(before: int, after: int, entered: bool) -> None:
    assert enters_half(before, after) is entered


async def test_a_new_log_has_room(own: Office) -> None:
    assert await partitions(own.read) == FIRST
    assert await ahead(own, 0) == FIRST


async def test_there_is_always_room_for_a_whole_partition(own: Office) -> None:
    for last_pos in (999_999, 1_000_000, 1_700_000, 5_500_000):
        found = await ahead(own, last_pos)
        assert found[-1].until - last_pos > module.SIZE
        assert [one.first for one in found[1:]] == [one.until for one in found[:-1]], "no hole between them"


async def test_the_sequencer_makes_the_next_one_as_it_goes(own: Office) -> None:
    [case_id] = await some_cases(own, 1)
    await own.pool.execute("update sequencer set last_pos = 1499990")
    await own.pool.execute("insert into log_anchor values (1499990, '', now(), now())")
    await note(own, case_id, 2, count=20)
    await numbered(own)

    assert [one.name for one in await partitions(own.read)] == ["event_log_0", "event_log_1", "event_log_2"]
    await own.pool.execute("update sequencer set last_pos = 1999990")
    await note(own, case_id, 3, count=20)
    await numbered(own)
    rows = await own.pool.fetch(
        "select tableoid::regclass::text as part, count(*) from event_log group by 1 order by 1"
    )
    assert [tuple(row) for row in rows] == [("event_log_1", 29), ("event_log_2", 11)]


async def test_a_new_partition_keeps_no_reader_and_no_writer_waiting(own: Office) -> None:
    async with own.pool.acquire() as reader, reader.transaction():
        await reader.fetch("select count(*) from event_log")
        pool = await open_pool(own.dsn, size=1)
        async with pool.acquire() as maker, maker.transaction():
            await maker.execute("set local lock_timeout = '50ms'")
            await keep_ahead(Read(maker), 1_500_000)
            await reader.fetch("select count(*) from event_log")
        await pool.close()

    assert len(await partitions(own.read)) == 3


async def test_without_room_a_step_fails_whole_and_is_made_good(own: Office) -> None:
    [case_id] = await some_cases(own, 1)
    await own.pool.execute("drop table event_log_1; update sequencer set last_pos = 1000000")
    await own.pool.execute("insert into log_anchor values (1000000, '', now(), now())")
    await note(own, case_id, 2)
    with pytest.raises(asyncpg.CheckViolationError, match="no partition"):
        await step(own.pool)

    await ahead(own, 1_000_000)

    assert await step(own.pool) == 1
    assert await verify(own.read) is None
