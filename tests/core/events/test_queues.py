"""Queues hold what concerns a unit, in order and without a gap; both sides can prove that they have the same."""

import asyncio
import random
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ClauseElement

from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.db.connection import open_pool
from core.db.grants import APP
from core.db.read import Read
from core.db.statement import prepare
from core.db.uow import unit_of_work
from core.db.wall import login_as
from core.deadlines.fire import fire_due
from core.errors import Refused
from core.events import queue_statements as sql
from core.events.acknowledge import nack
from core.events.chain import digest_of, linked
from core.events.errors import QUEUE_RANGE
from core.events.queues import EntryState, cursor_at, digest, entries, entries_behind, fold, head, lag
from core.events.record import NewEvent
from core.events.sequence import run_sequencer, step
from core.events.verify import verify, verify_queues
from tests.core.deadlines.desk import dispatched
from tests.core.events.queueing import (
    HOUSING,
    OWN,
    WATER,
    acked,
    note,
    numbered,
    opened,
    parked_at,
    there,
    told,
    unparked,
)
from tests.core.events.writers import record, some_cases, write
from tests.support.office import Office

_QUEUES_OF = "select type, queues from outbox join case_event on case_event.id = event_id order by outbox.id"


_MOVED = """
insert into queue_parked (queue, qpos, event_id, case_id, attempts, reason, state, at)
select $1, -n, gen_random_uuid(), ($2::uuid[])[1 + n % 20], 1, 'BROKEN', 'MOVED', now() from generate_series(1, 4000) n
"""


async def pages_touched(office: Office, statement: ClauseElement, **values: object) -> int:
    """How many pages of the database a statement reads."""
    prepared = prepare(statement)
    told_ = f"explain (analyze, buffers, format json) {prepared.sql}"
    [plan] = await office.pool.fetchval(told_, *prepared.bind(values))
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])


async def types(office: Office, queue: str = HOUSING) -> list[str]:
    return [entry.event.type for entry in await there(office, queue)]


class TestWhoIsTold:
    async def test_a_unit_is_told_of_its_part_and_of_the_case_once_it_has_one(self, queued: Office) -> None:
        case_id, assignment_id = await dispatched(queued)
        await queued.run(withdraw_case, "operator", WithdrawCase(case_id=case_id, reason="已解决"))
        await numbered(queued)

        found = await there(queued)

        assert [entry.event.type for entry in found][:2] == ["dispatchCase", "assigned"]
        assert "withdrawCase" in [entry.event.type for entry in found]
        assert {entry.event.case_id for entry in found} == {case_id}
        assert found[1].event.assignment_id == assignment_id

    async def test_another_unit_is_told_nothing(self, queued: Office) -> None:
        await opened(queued, "ta-waterworks")
        await dispatched(queued)
        await numbered(queued)

        assert await there(queued, WATER) == []

    async def test_without_a_queue_of_its_own_the_nearest_above_is_told(self, log: Office) -> None:
        above = await log.pool.fetchval(
            "select code from unit where id = (select parent_id from unit where code = '370902-civil')"
        )
        await opened(log, above)
        below = await log.pool.fetchval("select path from unit where code = '370902-civil'")

        assert log.services.queues.nearest(below) == f"unit:{above}"

    async def test_what_a_timer_does_reaches_the_unit_whose_part_it_is(self, queued: Office) -> None:
        await dispatched(queued)
        queued.clock.set(queued.clock.now().replace(month=12))
        await fire_due(queued.pool, queued.services)
        await numbered(queued)

        fired = [kind for kind in await types(queued) if kind.endswith("Card") or kind == "deemedAccepted"]

        assert {"yellowCard", "redCard", "deemedAccepted"} <= set(fired)
        assert fired == [row["type"] for row in await queued.pool.fetch(
            "select type from case_event join event_log on id = event_id where actor = 'system' order by pos"
        )], "every timer of the case is one of the unit's part, or of a case it has a live part in"  # fmt: skip

    async def test_while_nobody_has_a_queue_nothing_is_chosen(self, log: Office) -> None:
        await dispatched(log)
        log.clock.set(log.clock.now().replace(month=12))
        await fire_due(log.pool, log.services)

        assert {tuple(row["queues"]) for row in await log.pool.fetch(_QUEUES_OF)} == {()}

    async def test_what_goes_to_discipline_inspection_reaches_no_unit(self, queued: Office) -> None:
        await dispatched(queued)
        await queued.pool.execute("update case_file set secrecy = 3; delete from outbox")
        queued.clock.set(queued.clock.now().replace(month=12))
        await fire_due(queued.pool, queued.services)

        rows = await queued.pool.fetch(_QUEUES_OF)

        assert rows
        assert {tuple(row["queues"]) for row in rows} == {()}

    async def test_a_plug_in_names_its_own_queue(self, queued: Office) -> None:
        [case_id] = await some_cases(queued, 1)
        async with unit_of_work(queued.pool, queued.services) as uow:
            await record(uow, case_id, 2, 0, None, [NewEvent("tourism/asked", queues=(OWN,)), NewEvent("noted")])
        await numbered(queued)

        assert await types(queued, OWN) == ["tourism/asked"]
        assert await verify_queues(queued.read) == {}


class TestOrder:
    async def test_places_are_gapless_and_chained_per_queue(self, queued: Office) -> None:
        cases, chance = await some_cases(queued, 5), random.Random(7)
        for version in range(2, 42):
            for case_id in cases:
                await note(queued, case_id, version, *chance.sample([HOUSING, WATER, OWN], chance.randint(0, 3)))
        await numbered(queued)

        for queue in (HOUSING, WATER, OWN):
            found, chain = await there(queued, queue), b""
            assert [entry.qpos for entry in found] == list(range(1, len(found) + 1))
            for entry in found:
                chain = linked(chain, entry.qpos, entry.event.id, entry.digest)
                assert entry.chain == chain
            assert await head(queued.read, queue) == (len(found), found[-1].cursor)
        assert await verify(queued.read) is None
        assert await verify_queues(queued.read) == {}

    async def test_an_event_that_names_a_queue_nobody_opened_is_not_lost(self, log: Office) -> None:
        [case_id] = await some_cases(log, 1)
        await note(log, case_id, 2, OWN, WATER)
        await numbered(log)
        await note(log, case_id, 3, WATER)
        await numbered(log)

        assert [len(await there(log, queue)) for queue in (OWN, WATER)] == [1, 2]
        assert await verify_queues(log.read) == {}

    async def test_writers_that_pause_and_fail_and_two_sequencers_leave_no_gap(self, queued: Office) -> None:
        cases, stop = await some_cases(queued, 20), asyncio.Event()
        pool = await open_pool(queued.dsn, size=8)
        running = [asyncio.create_task(run_sequencer(pool, stop)) for _ in range(2)]
        writers = [
            write(pool, queued.services, cases, 150, random.Random(n), queues=[HOUSING, WATER]) for n in range(6)
        ]
        committed = sum(await asyncio.gather(*writers))
        stop.set()
        await asyncio.gather(*running)
        while await step(pool):
            pass
        await pool.close()

        found = [await there(queued, queue) for queue in (HOUSING, WATER)]
        assert [len(one) for one in found] == [committed, committed]
        assert await verify_queues(queued.read) == {}
        for one in found:
            assert [entry.qpos for entry in one] == list(range(1, committed + 1))
            last: dict[UUID, int] = {}
            for entry in one:
                assert last.get(entry.event.case_id, 0) <= entry.event.case_version
                last[entry.event.case_id] = entry.event.case_version

    @pytest.mark.parametrize(
        ("change", "qpos"),
        [
            ("update queue_entry set chain = '\\x00' where qpos = 3", 3),
            ("delete from queue_entry where qpos = 3", 3),
            ("delete from queue_entry where qpos = 6", 6),
            ("update queue_entry set event_id = gen_random_uuid() where qpos = 2", 2),
            ("update case_event set body = '{}' where id = (select event_id from queue_entry where qpos = 4)", 4),
            ("update queue_state set head = 5", 6),
            ("update queue_state set chain = '\\x00'", 7),
        ],
    )
    async def test_a_change_behind_its_back_is_found(self, queued: Office, change: str, qpos: int) -> None:
        await told(queued, await some_cases(queued, 1), 6)
        await queued.pool.execute(change)

        assert await verify_queues(queued.read) == {HOUSING: qpos}


class TestReading:
    async def test_a_page_begins_after_a_place_and_is_as_long_as_asked(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 2), 5)

        assert [entry.qpos for entry in await entries(queued.read, HOUSING, 3, 4)] == [4, 5, 6, 7]
        assert await entries(queued.read, HOUSING, 10, 4) == []

    async def test_an_entry_is_an_event_with_its_body_and_digest(self, queued: Office) -> None:
        [case_id] = await some_cases(queued, 1)
        await note(queued, case_id, 2, HOUSING)
        await numbered(queued)
        [entry] = await there(queued)

        assert (entry.event.type, entry.event.case_id, entry.event.body) == ("noted", case_id, {"n": 0})
        assert entry.event.occurred_at == queued.clock.now()
        assert (entry.state, entry.attempts) == (EntryState.READY, 0)
        assert entry.digest == digest_of(await queued.pool.fetchrow("select * from case_event"))

    async def test_what_was_moved_long_ago_costs_nobody_anything(self, queued: Office) -> None:
        # given a queue of which much was parked, or put off, and handed out again
        cases = await some_cases(queued, 20)
        await told(queued, cases, 2)
        await queued.pool.execute(_MOVED, HOUSING, cases)
        await queued.pool.execute("analyze queue_parked")

        # when a page is read, and something acknowledged
        page = await pages_touched(queued, sql.ENTRIES, queue=HOUSING, after=30, limit=10)
        taken = await pages_touched(queued, sql.TAKEN, queue=HOUSING, qpos=40, consumer="system")

        # then hardly anything of that is looked at
        assert page < 150
        assert taken < 20


class TestDigest:
    async def test_both_sides_reckon_the_same_from_what_they_have(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 3), 6)
        taken = [(entry.qpos, entry.event.id, entry.digest) for entry in await there(queued)]

        for first, last in ((1, 18), (1, 1), (5, 11), (18, 18)):
            told_ = await digest(queued.read, HOUSING, first, last)
            assert told_.count == last - first + 1
            assert fold(told_.before, taken[first - 1 : last]) == told_.after

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    async def test_a_consumer_that_lacks_doubles_or_changes_one_finds_out(self, data: st.DataObject) -> None:
        mine = [
            (n, UUID(int=data.draw(st.integers(0, 2**128 - 1))), data.draw(st.binary(max_size=4))) for n in range(1, 9)
        ]
        at = data.draw(st.integers(0, 7))
        qpos, event_id, of = mine[at]
        spoilt = data.draw(
            st.sampled_from([[], [mine[at]] * 2, [(qpos, event_id, of + b"x")], [(qpos + 9, event_id, of)]])
        )

        assert fold(b"", mine) != fold(b"", [*mine[:at], *spoilt, *mine[at + 1 :]])

    @pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 7), (-5, 3), (-(2**63), 3), (1, 2**63 - 1)])
    async def test_a_stretch_that_is_not_there_is_refused(self, queued: Office, first: int, last: int) -> None:
        await told(queued, await some_cases(queued, 1), 6)

        with pytest.raises(Refused) as refusal:
            await digest(queued.read, HOUSING, first, last)

        assert (refusal.value.code, refusal.value.params) == (QUEUE_RANGE, {"first": 1, "last": 6})


class TestLag:
    async def test_it_is_told_in_rows_and_seconds_for_every_consumer(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 6)
        await queued.pool.execute("update case_event set recorded_at = now() - interval '200 seconds'")
        found = await there(queued)
        await acked(queued, found[3].cursor, consumer="system")
        await acked(queued, found[5].cursor, consumer="warehouse")

        system, warehouse = await lag(queued.read, HOUSING)

        assert (system.consumer, system.acked, system.head, system.rows, system.level) == ("system", 4, 6, 2, "WARN")
        assert 200 <= system.seconds < 205
        assert (warehouse.rows, warehouse.seconds, warehouse.level) == (0, 0.0, None)

    @pytest.mark.parametrize(("seconds", "level"), [(0, None), (119, None), (121, "WARN"), (301, "PAGE")])
    async def test_the_thresholds_are_the_queue_s(self, queued: Office, seconds: int, level: str | None) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        await queued.pool.execute(f"update case_event set recorded_at = now() - interval '{seconds} seconds'")

        assert [(one.consumer, one.level) for one in await lag(queued.read)] == [("", level)]

    async def test_what_is_handed_out_again_waits_since_then(self, queued: Office) -> None:
        # given an old event that was parked, and a consumer that has taken everything else
        queued.clock.set(await queued.pool.fetchval("select now()"))
        await told(queued, await some_cases(queued, 1), 2)
        entry = await parked_at(queued, 1)
        await queued.pool.execute("update case_event set recorded_at = now() - interval '2 days'")
        await acked(queued, (await there(queued))[1].cursor)

        # when it is handed out again
        await unparked(queued, entry.event.id)

        # then nobody is called for the time in which it could not be taken, but for that since
        [behind] = await lag(queued.read)
        assert (behind.rows, behind.level) == (2, None)
        assert behind.seconds < 60
        await queued.pool.execute("update queue_parked set at = now() - interval '301 seconds'")
        assert [one.level for one in await lag(queued.read)] == ["PAGE"]

    async def test_a_consumer_whose_next_entries_are_not_kept_any_more_is_behind_all_the_same(
        self, queued: Office
    ) -> None:
        await told(queued, await some_cases(queued, 1), 9)
        await acked(queued, (await there(queued))[1].cursor)
        await queued.pool.execute("update case_event set recorded_at = now() - interval '301 seconds'")
        await queued.pool.execute("delete from queue_entry where qpos < 5")

        assert [(one.rows, one.level) for one in await lag(queued.read)] == [(7, "PAGE")]

    async def test_an_empty_queue_is_behind_nothing(self, queued: Office) -> None:
        assert [(one.rows, one.seconds, one.level) for one in await lag(queued.read)] == [(0, 0.0, None)]

    async def test_a_closed_queue_is_nobody_s_worry(self, queued: Office) -> None:
        await queued.pool.execute("update work_queue set active = false")

        assert await lag(queued.read) == []


async def test_a_reader_on_the_lower_side_of_the_wall_is_told_of_the_place_of_what_is_kept_from_it(
    queued: Office,
) -> None:
    kept, _ = await dispatched(queued)
    shown, _ = await dispatched(queued)
    await numbered(queued)
    every = await there(queued)
    await queued.pool.execute("update case_file set secrecy = 2 where id = $1", kept)
    last = max(entry.qpos for entry in every if entry.event and entry.event.case_id == kept)
    below = await open_pool(login_as(queued.dsn, APP), size=1)
    try:
        read = Read(below)
        at, found = await cursor_at(read, HOUSING, last), await entries(read, HOUSING, 0, 50)

        assert at == every[last - 1].cursor
        assert found == [
            entry if entry.event and entry.event.case_id == shown else replace(entry, event=None) for entry in every
        ]
        assert await entries_behind(read, HOUSING, last, at, 50) == found[last:]
        assert await entries_behind(read, HOUSING, last, every[-1].cursor, 50) is None
        assert fold(b"", [(one.qpos, one.event_id, one.digest) for one in found]) == every[-1].chain
        async with unit_of_work(below, queued.services) as uow:
            with pytest.raises(Refused, match="CURSOR_NOT_OURS"):
                await nack(uow, queued.viewer("unit_liaison"), HOUSING, at, "BROKEN")
    finally:
        await below.close()
    assert await queued.pool.fetchval("select count(*) from queue_parked") == 0
