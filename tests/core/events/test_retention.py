"""The old log goes when nobody wants it any more, and what stays can still be verified."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.viewer import Viewer
from core.db.private import Cluster
from core.db.uow import UnitOfWork
from core.doctor.examine import examine
from core.events import partitions as partitions_module
from core.events.cursors import LOG, Fork, Place, Reason, cursor, place
from core.events.open_queue import release_consumer
from core.events.partitions import partitions
from core.events.retention import passed, retain
from core.events.verify import verify, verify_queues
from tests.core.events.queueing import HOUSING, OWN, acked, note, numbered, opened, parked_at, there, told, unparked
from tests.core.events.writers import some_cases
from tests.support import database
from tests.support import office as office_support
from tests.support.office import Office

SIZE, DAYS = 10, timedelta(days=30)
_SMALL = """
drop table event_log_0, event_log_1;
create table event_log_0 partition of event_log for values from (0) to (10);
create table event_log_1 partition of event_log for values from (10) to (20);
"""


@pytest.fixture
async def small(cluster: Cluster, seeded: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """A hotline of its own whose log has ten positions in a partition, and a unit's queue."""
    monkeypatch.setattr(partitions_module, "SIZE", SIZE)
    name = f"retention_{office_support.worker()}"
    async with database.new_database(cluster, name, seeded) as dsn, office_support.open_office(dsn) as office:
        await office.pool.execute(_SMALL)
        await opened(office)
        yield office


async def filled(office: Office, events: int = 35, old: int = 40) -> None:
    """Events of three cases, all of them in the queue and so many days old."""
    cases = await some_cases(office, 3)
    for version in range(2, 2 + events // len(cases)):
        await told(office, cases, 1, first=version)
    await told(office, cases[: events % len(cases)], 1, first=events)
    await office.pool.execute("alter table case_event disable trigger all")
    aged = f"update case_event set recorded_at = recorded_at - interval '{old} days'"
    await office.pool.execute(aged)


async def chained_again(office: Office) -> None:
    """The chains over events whose instants were set back."""
    from core.events.chain import link

    for table, pos, state in (("event_log", "pos", "sequencer"), ("queue_entry", "qpos", "queue_state")):
        chain = b""
        rows = await office.pool.fetch(
            f"select t.{pos} as at, e.* from {table} t join case_event e on e.id = t.event_id order by t.{pos}"
        )
        for row in rows:
            chain = link(chain, row["at"], row)
            await office.pool.execute(f"update {table} set chain = $1 where {pos} = $2", chain, row["at"])
        await office.pool.execute(f"update {state} set chain = $1", chain)


async def ripe(office: Office, events: int = 35) -> None:
    """All of it old, and acknowledged."""
    await filled(office, events)
    await chained_again(office)
    await acked(office, (await there(office))[-1].cursor)


async def noted_elsewhere(office: Office, events: int) -> None:
    """Old events that no queue gets."""
    [case_id] = await some_cases(office, 1)
    for version in range(2, 2 + events):
        await note(office, case_id, version)
    await numbered(office)
    await office.pool.execute("update case_event set recorded_at = recorded_at - interval '40 days'")


async def positions(office: Office) -> tuple[int, int, int]:
    """The first of the log, the first of the queue, and how many partitions there are."""
    first = await office.pool.fetchval("select min(pos) from event_log")
    queued = await office.pool.fetchval("select min(qpos) from queue_entry")
    return first, queued, len(await partitions(office.read))


async def test_what_is_old_and_passed_by_all_goes_and_the_rest_is_sound(small: Office) -> None:
    await ripe(small)
    chain = await small.pool.fetchval("select chain from event_log where pos = 29")

    assert await retain(small.pool, small.services, DAYS) == 3

    assert await positions(small) == (30, 29, 2)
    assert await small.pool.fetchval("select chain from log_anchor where pos = 29") == chain
    assert await verify(small.read) is None
    assert await verify_queues(small.read) == {}
    assert await small.pool.fetchval("select count(*) from case_event") == 35, "the cases keep their events"


async def test_the_examination_finds_nothing_to_mend(small: Office) -> None:
    await ripe(small)
    await retain(small.pool, small.services, DAYS)

    ours = [one for one in await examine(small.pool) if one.rule.name.startswith(("log.", "queue.", "event.und"))]

    assert ours == []


@pytest.mark.parametrize(("events", "link"), [(35, 29), (1, 1)])
async def test_nor_where_the_case_of_a_queue_s_last_entry_before_the_cut_was_deleted(
    small: Office, events: int, link: int
) -> None:
    # given a queue whose chain goes on from an entry before the cut
    await ripe(small, events)
    if events < 35:
        await noted_elsewhere(small, 35 - events)
    await retain(small.pool, small.services, DAYS)
    assert await small.pool.fetchval("select min(qpos) from queue_entry") == link

    # when its event is deleted with its case, whose time has come
    await small.pool.execute(
        "delete from case_event where id = (select event_id from queue_entry order by qpos limit 1)"
    )

    # then nothing is wrong with the queue, and its reader has a place there and nothing else
    ours = [one for one in await examine(small.pool) if one.rule.name.startswith("queue.")]
    assert (ours, await verify_queues(small.read)) == ([], {})
    assert next(one.event for one in await there(small)) is None


async def test_the_log_grows_on_beyond_the_cut(small: Office) -> None:
    await ripe(small)
    await retain(small.pool, small.services, DAYS)
    await told(small, [await small.pool.fetchval("select id from case_file limit 1")], 30, first=100)

    assert await small.pool.fetchval("select last_pos from sequencer") == 65
    assert await verify(small.read) is None
    assert [entry.qpos for entry in await there(small)] == list(range(29, 66))


async def test_a_change_after_the_cut_is_found_still(small: Office) -> None:
    await ripe(small)
    await retain(small.pool, small.services, DAYS)
    await small.pool.execute("update event_log set chain = '\\x00' where pos = 31")
    await small.pool.execute("update queue_entry set chain = '\\x00' where qpos = 32")

    assert await verify(small.read) == 31
    assert await verify_queues(small.read) == {HOUSING: 32}


async def test_what_is_young_stays(small: Office) -> None:
    await filled(small, old=20)
    await acked(small, (await there(small))[-1].cursor)

    assert await retain(small.pool, small.services, DAYS) == 0
    assert (await positions(small))[:2] == (1, 1)


@pytest.mark.parametrize(
    ("holding", "dropped"),
    [
        ("update queue_ack set acked = 15", 1),
        ("insert into queue_ack values ('unit:ta-housing', 'warehouse', 21, now())", 2),
        ("delete from queue_ack", 0),
        ("insert into plugin_cursor values ('tourism', 19)", 2),
        ("insert into plugin_cursor values ('tourism', 18)", 1),
    ],
)
async def test_whoever_is_behind_keeps_the_log(small: Office, holding: str, dropped: int) -> None:
    await ripe(small)
    await small.pool.execute(holding)

    assert await retain(small.pool, small.services, DAYS) == dropped
    assert await verify(small.read) is None
    assert await verify_queues(small.read) == {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acked_by=st.dictionaries(st.sampled_from(["system", "warehouse", "trial"]), st.integers(0, 35)),
    plugin=st.none() | st.integers(0, 35),
    parked_=st.none() | st.integers(1, 35),
)
async def test_the_log_is_kept_for_the_slowest_of_all(
    small: Office, acked_by: dict[str, int], plugin: int | None, parked_: int | None
) -> None:
    if not await there(small):
        await ripe(small)
    await small.pool.execute("truncate queue_ack, plugin_cursor, queue_parked")
    for consumer, qpos in acked_by.items():
        await small.pool.execute("insert into queue_ack values ($1, $2, $3, now())", HOUSING, consumer, qpos)
    if plugin is not None:
        await small.pool.execute("insert into plugin_cursor values ('tourism', $1)", plugin)
    if parked_ is not None:
        await small.pool.execute(
            "insert into queue_parked select queue, qpos, event_id, gen_random_uuid(), 5, 'X', 'PARKED', now() "
            "from queue_entry where qpos = $1",
            parked_,
        )

    slowest = min(min(acked_by.values(), default=0), 35 if plugin is None else plugin, (parked_ or 36) - 1)
    assert await passed(small.read, small.services) == slowest, "positions of the queue and the log are the same here"


async def test_a_consumer_that_was_given_up_holds_the_log_no_longer(small: Office) -> None:
    # given a consumer that took a few events long ago and never came back
    await ripe(small)
    early = (await there(small))[4]
    await acked(small, early.cursor, consumer="trial")
    assert await retain(small.pool, small.services, DAYS) == 0
    assert (await positions(small))[:2] == (1, 1)

    # when somebody who looks after queues gives it up, then only the others count
    async def release(uow: UnitOfWork, viewer: Viewer, consumer: str) -> bool:
        return await release_consumer(uow, viewer, HOUSING, consumer)

    assert await small.run(release, "city_lead", "trial") is True
    assert await retain(small.pool, small.services, DAYS) == 3
    assert await verify(small.read) is None

    # and when it does come back, then it is told that its place is gone
    assert await place(small.read, HOUSING, early.cursor, consumer="trial") == Fork(HOUSING, 29, Reason.EXPIRED)


async def test_a_queue_that_was_closed_keeps_nothing(small: Office) -> None:
    await ripe(small)
    await small.pool.execute("delete from queue_ack; update work_queue set active = false")

    assert await retain(small.pool, small.services, DAYS) == 3


async def test_what_is_parked_is_kept_until_it_was_handed_out(small: Office) -> None:
    await ripe(small)
    entry = await parked_at(small, 12)
    assert await retain(small.pool, small.services, DAYS) == 1

    places = await unparked(small, entry.event.id)
    assert places[0] == 36
    await acked(small, (await there(small))[-1].cursor)

    assert await retain(small.pool, small.services, DAYS) == 2
    assert await verify_queues(small.read) == {}


async def test_an_event_of_no_open_queue_keeps_nothing(small: Office) -> None:
    await ripe(small)
    await small.pool.execute(
        f"insert into queue_entry select '{OWN}', 1, pos, event_id, chain from event_log where pos = 3"
    )

    assert await passed(small.read, small.services) == 35


async def test_a_cursor_from_before_the_cut_has_expired_and_one_at_the_cut_has_not(small: Office) -> None:
    await ripe(small)
    old = await there(small)
    cut = await small.pool.fetchrow("select pos, chain from event_log where pos = 29")
    await retain(small.pool, small.services, DAYS)

    assert await place(small.read, HOUSING, old[3].cursor) == Fork(HOUSING, 29, Reason.EXPIRED)
    assert await place(small.read, HOUSING, old[28].cursor) == Place(HOUSING, 29)
    assert await place(small.read, LOG, cursor(LOG, 29, cut["chain"])) == Place(LOG, 29)
    assert await place(small.read, LOG, cursor(LOG, 0, b"")) == Fork(LOG, 29, Reason.EXPIRED)


async def test_a_reader_in_the_middle_is_not_disturbed_and_the_next_time_it_goes(small: Office) -> None:
    await ripe(small)
    async with small.pool.acquire() as reader, reader.transaction():
        await reader.fetch("select count(*) from event_log")
        assert await retain(small.pool, small.services, DAYS) == 0
        assert await reader.fetchval("select count(*) from event_log") == 35

    assert await retain(small.pool, small.services, DAYS) == 3


async def test_several_processes_at_once_drop_each_partition_once(small: Office) -> None:
    await ripe(small)

    dropped = await asyncio.gather(*(retain(small.pool, small.services, DAYS) for _ in range(3)))
    while await retain(small.pool, small.services, DAYS):
        pass

    assert sum(dropped) <= 3
    assert await positions(small) == (30, 29, 2)
    assert await verify(small.read) is None
