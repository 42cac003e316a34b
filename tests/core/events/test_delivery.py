"""What a consumer comes back to again and again is parked, as if it had reported it; a consumer that is down is not helped so."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db.connection import open_pool
from core.db.grants import APP
from core.db.uow import unit_of_work
from core.db.wall import login_as
from core.events.acknowledge import ATTEMPTS
from core.events.delivery import APART, DELIVERIES, IN_A_ROW, handed
from core.events.queues import Entry, EntryState
from core.events.unpark import parked
from tests.core.events.conftest import BEGIN
from tests.core.events.queueing import HOUSING, acked, nacked, opened, parked_at, there, told, unparked
from tests.core.events.writers import some_cases
from tests.support.office import Office


async def comes(office: Office, after: int = 0, consumer: str = "system", away: timedelta = APART) -> int:
    """A consumer begins after a place, so long after what happened last."""
    office.clock.set(office.clock.now() + away)
    async with unit_of_work(office.pool, office.services) as uow:
        return await handed(uow, HOUSING, consumer, after)


async def states(office: Office) -> list[EntryState]:
    return [entry.state for entry in await there(office)]


READY, PARKED, BEHIND = EntryState.READY, EntryState.PARKED, EntryState.BEHIND


async def test_an_entry_is_handed_out_five_times_and_then_parked_with_its_case(queued: Office) -> None:
    first, second = await some_cases(queued, 2)
    await told(queued, [first, second], 2)

    assert [await comes(queued) for _ in range(DELIVERIES)] == [1, 2, 3, 4, 5]
    assert await states(queued) == [READY] * 4

    assert await comes(queued) == 1, "it begins with the next case now"
    assert await states(queued) == [PARKED, READY, BEHIND, READY]
    [found] = await parked(queued.read)
    assert (found.qpos, found.case_id, found.attempts) == (1, first, DELIVERIES)
    assert found.reason == "NOT_ACKNOWLEDGED: handed 5 times to system, which came back without it"


async def test_who_comes_back_within_seconds_again_and_again_is_counted_once(queued: Office) -> None:
    # given a hotline that goes down and up, which throws everybody off every second
    await told(queued, await some_cases(queued, 2), 1)
    second, tenth = timedelta(seconds=1), APART - timedelta(seconds=9)
    assert [await comes(queued, away=second) for _ in range(10)] == [1] * 10

    # when ten seconds have passed since the delivery that was counted, then another is
    assert [await comes(queued, away=tenth) for _ in range(10)] == [2] * 10
    assert await states(queued) == [READY] * 2

    # and who falls over the event himself does not get past it much later
    assert [await comes(queued, away=second) for _ in range(30)] == [3] * 10 + [4] * 10 + [5] * 10
    assert await comes(queued, away=second) == 1
    assert await states(queued) == [PARKED, READY]


async def test_whoever_acknowledges_anything_begins_to_count_anew(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 3)
    entries = await there(queued)
    assert [await comes(queued) for _ in range(4)] == [1, 2, 3, 4]

    await acked(queued, entries[0].cursor)

    assert [await comes(queued) for _ in range(4)] == [1, 2, 3, 4]
    assert await states(queued) == [READY] * 3


async def test_a_place_of_its_own_that_moves_on_is_progress_too(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 8)

    assert [await comes(queued, after) for after in range(8)] == [1] * 8
    assert await states(queued) == [READY] * 8


async def test_what_is_acknowledged_already_is_not_counted_when_it_is_read_again(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 3)
    await acked(queued, (await there(queued))[2].cursor)

    assert [await comes(queued, 0) for _ in range(7)] == [0] * 7
    assert await states(queued) == [READY] * 3


async def test_consumers_are_counted_one_by_one(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)

    assert [await comes(queued, consumer=f"number {n}") for n in range(8)] == [1] * 8
    assert await states(queued) == [READY]


async def test_reports_and_deliveries_add_up(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)
    [entry] = await there(queued)
    await nacked(queued, entry, 2)
    for _ in range(DELIVERIES + 1):
        await comes(queued)

    [found] = await parked(queued.read)
    assert found.attempts == DELIVERIES + 2


async def test_a_consumer_that_is_down_does_not_park_the_whole_queue(queued: Office) -> None:
    # given many cases, and a consumer that acknowledges nothing whatever it is handed
    await told(queued, await some_cases(queued, 6), 1)
    for _ in range(60):
        await comes(queued)
    assert (await states(queued)).count(PARKED) == IN_A_ROW

    # when it takes something again, then it is helped again
    await acked(queued, (await there(queued))[3].cursor)
    for _ in range(DELIVERIES + 1):
        await comes(queued)
    assert await states(queued) == [PARKED] * IN_A_ROW + [READY, PARKED, READY]


async def test_what_is_handed_out_again_is_counted_from_one(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)
    for _ in range(DELIVERIES + 1):
        await comes(queued)
    [found] = await parked(queued.read)
    await unparked(queued, found.event_id)

    assert [await comes(queued) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("before", [0, 1])
async def test_what_is_parked_or_behind_is_passed_over(queued: Office, before: int) -> None:
    await told(queued, await some_cases(queued, 1), 2)
    await parked_at(queued, before + 1)

    assert await comes(queued, before) == 0


class Falling:
    """A company that acknowledges what it takes, falls over some events, and takes none of a case out of its order."""

    def __init__(self, office: Office, deadly: Collection[UUID], batch: int) -> None:
        self.office, self.deadly, self.batch = office, set(deadly), batch
        self.taken: list[Entry] = []

    async def live(self) -> None:
        """Come back until it has been through the queue."""
        for _ in range(200):
            if await self._took_all():
                return
        raise AssertionError("it never gets through")

    async def _took_all(self) -> bool:
        done = await self.office.pool.fetchval("select max(acked) from queue_ack") or 0
        await comes(self.office, done)
        found = await there(self.office, after=done)
        for number, entry in enumerate(found, start=1):
            if entry.state is READY:
                if entry.event.id in self.deadly:
                    return False
                self.taken.append(entry)
            if number % self.batch == 0 or number == len(found):
                await acked(self.office, entry.cursor)
        return True


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told_of=st.lists(st.integers(0, 2), min_size=3, max_size=12),
    falls=st.sets(st.integers(0, 11), max_size=4),
)
async def test_whatever_it_falls_over_each_case_keeps_its_order(
    queued: Office, told_of: list[int], falls: set[int]
) -> None:
    # given events of three cases in any order, some of which the company falls over
    await queued.pool.execute(BEGIN)
    await opened(queued)
    cases = await some_cases(queued, 3)
    for version, which in enumerate(told_of, start=2):
        await told(queued, [cases[which]], 1, first=version)
    company = Falling(queued, {entry.event.id for entry in await there(queued) if entry.qpos - 1 in falls}, 1)

    # when it comes back again and again, then everything goes by but the cases it falls over
    await company.live()
    stuck = {told_of[place] for place in falls if place < len(told_of)}
    assert {one.case_id for one in await parked(queued.read)} == {cases[which] for which in stuck}
    assert [e.event.case_version for e in company.taken if e.event.case_id not in {cases[w] for w in stuck}] == [
        version for version, which in enumerate(told_of, start=2) if which not in stuck
    ]

    # and when it has been mended and an operator unparks, then it has taken all, each case in its order and once
    company.deadly.clear()
    for one in await parked(queued.read):
        await unparked(queued, one.event_id)
    await company.live()
    for number, case_id in enumerate(cases):
        versions = [entry.event.case_version for entry in company.taken if entry.event.case_id == case_id]
        assert versions == [version for version, which in enumerate(told_of, start=2) if which == number]


def test_both_ways_of_failing_end_alike() -> None:
    assert DELIVERIES == ATTEMPTS


async def test_it_is_counted_on_the_lower_side_of_the_wall_as_ever(queued: Office) -> None:
    (case,) = await some_cases(queued, 1)
    await told(queued, [case])
    below = await open_pool(login_as(queued.dsn, APP), size=1)
    try:
        counted = [await comes(replace(queued, pool=below)) for _ in range(DELIVERIES + 1)]
    finally:
        await below.close()

    assert counted == [1, 2, 3, 4, 5, 0]
    assert await states(queued) == [PARKED]
