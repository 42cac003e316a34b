"""An acknowledgement is cumulative, never goes back, and counts on this history only; what fails five times is parked."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db.uow import unit_of_work
from core.errors import NotAllowed, Refused
from core.events.acknowledge import ATTEMPTS, Acked, nack
from core.events.cursors import cursor
from core.events.delayed import LONGEST
from core.events.errors import CURSOR_FORKED, CURSOR_NOT_OURS, QUEUE_RETRY_AFTER, UNKNOWN_QUEUE
from core.events.queues import EntryState
from tests.core.events.queueing import HOUSING, acked, nacked, numbered, opened, parked_at, there, told
from tests.core.events.writers import some_cases
from tests.support.counted import CountedPool
from tests.support.office import Office

_STATES = "select qpos, attempts, state from queue_parked order by qpos"


async def refused(work: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        await work
    return refusal.value


class TestAck:
    async def test_it_stands_for_everything_before_it(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 2), 4)
        found = await there(queued)

        assert await acked(queued, found[5].cursor) == Acked(HOUSING, "system", 6, 8)

    async def test_it_goes_to_the_database_twice(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 4)
        entry, pool = (await there(queued))[3], CountedPool(queued.pool)

        await acked(replace(queued, pool=pool), entry.cursor)

        assert len(pool.sent) == 2

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.integers(0, 7), min_size=1, max_size=8))
    async def test_it_never_goes_back(self, queued: Office, places: list[int]) -> None:
        await queued.pool.execute("truncate queue_ack")
        if not await there(queued):
            await told(queued, await some_cases(queued, 1), 8)
        found = await there(queued)

        answers = [(await acked(queued, found[at].cursor)).acked for at in places]

        assert answers == [max(places[: n + 1]) + 1 for n in range(len(places))]

    async def test_at_once_the_furthest_holds(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 8)
        found = await there(queued)

        await asyncio.gather(*(acked(queued, entry.cursor) for entry in found))

        assert await queued.pool.fetchval("select acked from queue_ack") == 8

    async def test_what_is_beyond_the_head_is_refused(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 3)
        last = (await there(queued))[2]

        refusal = await refused(acked(queued, cursor(HOUSING, 4, last.chain)))

        assert (refusal.code, refusal.field) == (CURSOR_FORKED, ("input", "cursor"))
        assert await queued.pool.fetchval("select count(*) from queue_ack") == 0

    async def test_a_cursor_of_another_history_is_refused(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 3)

        assert (await refused(acked(queued, cursor(HOUSING, 2, bytes(32))))).code is CURSOR_FORKED

    async def test_a_cursor_of_another_queue_is_refused(self, queued: Office) -> None:
        await opened(queued, "ta-waterworks")
        await told(queued, await some_cases(queued, 1), 3, queue="unit:ta-waterworks")
        theirs = (await there(queued, "unit:ta-waterworks"))[0]

        assert (await refused(acked(queued, theirs.cursor))).code is CURSOR_NOT_OURS

    async def test_consumers_stand_where_they_stand(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 5)
        found = await there(queued)
        await acked(queued, found[4].cursor, consumer="system")
        await acked(queued, found[1].cursor, consumer="warehouse")

        rows = await queued.pool.fetch("select consumer, acked from queue_ack order by consumer")

        assert [tuple(row) for row in rows] == [("system", 5), ("warehouse", 2)]

    async def test_a_queue_of_another_unit_is_as_good_as_none(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        [entry] = await there(queued)

        theirs = await refused(acked(queued, entry.cursor, role="utility_service"))
        none = await refused(acked(queued, entry.cursor, queue="unit:none"))

        assert (theirs.code, theirs.params) == (UNKNOWN_QUEUE, {})
        assert (none.code, none.params) == (UNKNOWN_QUEUE, {})

    async def test_who_may_only_read_may_not_acknowledge(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        [entry] = await there(queued)

        assert isinstance(await refused(acked(queued, entry.cursor, role="dispatcher")), NotAllowed)

    @pytest.mark.parametrize("consumer", ["", "  ", "x" * 65])
    async def test_a_consumer_has_a_name(self, queued: Office, consumer: str) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        [entry] = await there(queued)

        assert (await refused(acked(queued, entry.cursor, consumer=consumer))).field == ("input", "consumer")


class TestNack:
    async def test_an_entry_is_tried_five_times_and_parked(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 2), 2)
        entry = (await there(queued))[0]

        answers = [await nacked(queued, entry) for _ in range(ATTEMPTS + 1)]

        assert [one.attempts for one in answers] == [1, 2, 3, 4, 5, 5]
        assert [one.state for one in answers] == [EntryState.READY] * 4 + [EntryState.PARKED] * 2
        assert [tuple(row) for row in await queued.pool.fetch(_STATES)] == [(1, 5, "PARKED")]

    async def test_twins_that_fail_at_once_are_each_counted(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        [entry] = await there(queued)

        await asyncio.gather(*(nacked(queued, entry) for _ in range(8)))

        assert [tuple(row) for row in await queued.pool.fetch(_STATES)] == [(1, 5, "PARKED")]

    async def test_the_case_s_later_events_are_behind_it_and_other_cases_go_on(self, queued: Office) -> None:
        first, second = await some_cases(queued, 2)
        await told(queued, [first, second], 3)
        await parked_at(queued, 3)
        await told(queued, [first, second], 1, first=5)

        found = await there(queued)

        ready, parked, behind = EntryState.READY, EntryState.PARKED, EntryState.BEHIND
        assert [entry.state for entry in found] == [ready, ready, parked, ready, behind, ready, behind, ready]
        assert {entry.event.case_id for entry in found if entry.state is not ready} == {first}
        assert [entry.qpos for entry in found] == list(range(1, 9)), "a consumer misses no number"

    async def test_what_is_behind_a_parked_entry_is_not_tried(self, queued: Office) -> None:
        [case_id] = await some_cases(queued, 1)
        await told(queued, [case_id], 3)
        await parked_at(queued, 1)

        answer = await nacked(queued, (await there(queued))[1])

        assert (answer.attempts, answer.state) == (0, EntryState.BEHIND)
        assert [tuple(row) for row in await queued.pool.fetch(_STATES)] == [(1, 5, "PARKED")]

    async def test_what_was_taken_after_all_is_forgotten(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 2)
        first, second = await there(queued)
        await nacked(queued, first, 3)
        await nacked(queued, second, 1)

        await acked(queued, first.cursor)

        assert [tuple(row) for row in await queued.pool.fetch(_STATES)] == [(2, 1, "FAILED")]

    async def test_what_one_consumer_cannot_take_is_not_forgotten_because_another_takes_it(
        self, queued: Office
    ) -> None:
        await told(queued, await some_cases(queued, 1), 3)
        first, poison, last = await there(queued)
        await acked(queued, first.cursor, consumer="warehouse")

        for _ in range(ATTEMPTS):
            done = await nacked(queued, poison)
            await acked(queued, last.cursor)

        assert (done.attempts, done.state) == (ATTEMPTS, EntryState.PARKED)

    async def test_a_parked_entry_stays_so_when_it_is_passed_by(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 2)
        await parked_at(queued, 1)

        await acked(queued, (await there(queued))[1].cursor)

        assert [tuple(row) for row in await queued.pool.fetch(_STATES)] == [(1, 5, "PARKED")]

    async def test_the_beginning_is_no_entry(self, queued: Office) -> None:
        async with unit_of_work(queued.pool, queued.services) as uow:
            work = nack(uow, queued.viewer("unit_liaison"), HOUSING, cursor(HOUSING, 0, b""), "X")
            assert (await refused(work)).code is CURSOR_NOT_OURS

    @pytest.mark.parametrize("reason", ["", "x" * 201])
    async def test_it_says_why(self, queued: Office, reason: str) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        await numbered(queued)
        [entry] = await there(queued)
        async with unit_of_work(queued.pool, queued.services) as uow:
            refusal = await refused(nack(uow, queued.viewer("unit_liaison"), HOUSING, entry.cursor, reason))

        assert refusal.field == ("input", "reason")

    async def test_it_can_be_wanted_again_later(self, queued: Office) -> None:
        first, second = await some_cases(queued, 2)
        await told(queued, [first, second], 2)
        entry = (await there(queued))[0]

        answer = await nacked(queued, entry, retry_after=90)

        delayed, ready = EntryState.DELAYED, EntryState.READY
        assert (answer.attempts, answer.state) == (1, delayed)
        found = await there(queued)
        assert [one.state for one in found] == [delayed, ready, EntryState.BEHIND, ready], "only its case waits"
        assert found[0].retry_at == queued.clock.now() + timedelta(seconds=90)
        assert await nacked(queued, entry, retry_after=5) == answer, "what waits is not tried"

    async def test_the_fifth_failure_parks_whenever_it_is_wanted_again(self, queued: Office) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        [entry] = await there(queued)
        await nacked(queued, entry, ATTEMPTS - 1)

        assert (await nacked(queued, entry, retry_after=1)).state is EntryState.PARKED

        assert (await there(queued))[0].retry_at is None

    @pytest.mark.parametrize("seconds", [-1, 0, LONGEST + 1, 2**31 - 1])
    async def test_no_time_beyond_the_bound(self, queued: Office, seconds: int) -> None:
        await told(queued, await some_cases(queued, 1), 1)
        [entry] = await there(queued)

        refusal = await refused(nacked(queued, entry, retry_after=seconds))

        assert (refusal.code, refusal.field) == (QUEUE_RETRY_AFTER, ("input", "retryAfterSeconds"))
        assert refusal.params == {"most": LONGEST, "given": seconds}
        assert await queued.pool.fetch(_STATES) == []
