"""What a consumer wanted again later comes at its time: in the order of its case, once, with its failures remembered."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from core.events.acknowledge import ATTEMPTS
from core.events.delayed import hand_out_due
from core.events.queues import Entry, EntryState
from core.events.unpark import parked
from core.events.verify import verify_queues
from tests.core.events.queueing import acked, nacked, parked_at, there, told, unparked
from tests.core.events.writers import some_cases
from tests.support.office import Office

READY, DELAYED, BEHIND, MOVED = EntryState.READY, EntryState.DELAYED, EntryState.BEHIND, EntryState.MOVED

WAITS = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"


def later(office: Office, seconds: int) -> None:
    office.clock.set(office.clock.now() + timedelta(seconds=seconds))


async def due(office: Office) -> int:
    return await hand_out_due(office.pool, office.services)


def told_of(found: list[Entry], case_id: UUID) -> list[int]:
    return [one.event.case_version for one in found if one.event.case_id == case_id and one.state is READY]


async def test_it_comes_at_its_time_and_not_before_with_its_case_behind_it(queued: Office) -> None:
    first, second = await some_cases(queued, 2)
    await told(queued, [first, second], 3)
    entry = (await there(queued))[0]
    await nacked(queued, entry, retry_after=60)
    await acked(queued, (await there(queued))[5].cursor)
    later(queued, 59)
    assert await due(queued) == 0
    later(queued, 1)

    assert await due(queued) == 1

    found = await there(queued)
    assert [one.state for one in found] == [MOVED, READY, MOVED, READY, MOVED, READY, READY, READY, READY]
    assert told_of(found, first) == [2, 3, 4]
    assert [one.qpos for one in found] == list(range(1, 10)), "a consumer misses no number"
    assert (found[6].event.id, found[6].attempts, found[6].retry_at) == (entry.event.id, 1, None)
    assert await parked(queued.read) == []
    assert await verify_queues(queued.read) == {}


async def test_what_is_put_off_again_in_the_instant_it_is_due_stays_where_it_is(queued: Office) -> None:
    # given one that is due, and somebody at work on its queue
    await told(queued, await some_cases(queued, 1), 1)
    await nacked(queued, (await there(queued))[0], retry_after=5)
    later(queued, 5)
    async with queued.pool.acquire() as other, other.transaction():
        await other.execute("select from queue_state for update")
        handing_out = asyncio.create_task(due(queued))
        while not await queued.pool.fetchval(WAITS):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        # when he puts it off, while whoever would hand it out waits for him
        await other.execute("update queue_parked set retry_at = retry_at + interval '1 minute'")

    # then it is not handed out before its new time
    assert await handing_out == 0
    assert [one.state for one in await there(queued)] == [DELAYED]


async def test_what_comes_meanwhile_follows_in_order(queued: Office) -> None:
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 1)
    await nacked(queued, (await there(queued))[0], retry_after=5)
    await told(queued, [case_id], 2, first=3)
    assert [one.state for one in await there(queued)] == [DELAYED, BEHIND, BEHIND]
    later(queued, 5)
    await due(queued)
    await told(queued, [case_id], 1, first=5)

    assert told_of(await there(queued), case_id) == [2, 3, 4, 5]


async def test_failures_add_up_until_it_is_parked(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)
    for _ in range(ATTEMPTS - 1):
        await nacked(queued, (await there(queued))[-1], retry_after=10)
        later(queued, 10)
        await due(queued)
    assert (await there(queued))[-1].state is READY

    await nacked(queued, (await there(queued))[-1], retry_after=10)

    later(queued, 10)
    assert await due(queued) == 0, "what is parked waits for an operator"
    [one] = await parked(queued.read)
    assert (one.attempts, one.retry_at, one.qpos) == (ATTEMPTS, None, ATTEMPTS)


async def test_two_of_one_case_keep_their_order_and_their_own_time(queued: Office) -> None:
    """Given a consumer that wants the later one sooner, when both times have come, the earlier one is first all the same."""
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 3)
    first, second, _ = await there(queued)
    await nacked(queued, second, retry_after=10)
    await nacked(queued, first, retry_after=30)
    later(queued, 10)
    assert await due(queued) == 1
    assert told_of(await there(queued), case_id) == []
    later(queued, 20)

    assert await due(queued) == 1

    assert told_of(await there(queued), case_id) == [2, 3, 4]
    assert await verify_queues(queued.read) == {}


@pytest.mark.parametrize("wait", [10, 40])
async def test_one_that_is_parked_behind_it_stays_parked(queued: Office, wait: int) -> None:
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 3)
    first = (await there(queued))[0]
    await parked_at(queued, 2)
    await nacked(queued, first, retry_after=10)
    later(queued, wait)

    await due(queued)

    assert told_of(await there(queued), case_id) == [2]
    [waits] = await parked(queued.read)
    assert (waits.attempts, waits.retry_at) == (ATTEMPTS, None)
    await unparked(queued, waits.event_id)
    assert told_of(await there(queued), case_id) == [2, 3, 4]


async def test_an_operator_need_not_wait_for_its_time(queued: Office) -> None:
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 2)
    entry = (await there(queued))[0]
    await nacked(queued, entry, retry_after=3600)
    [shown] = await parked(queued.read)
    assert shown.retry_at == queued.clock.now() + timedelta(hours=1)

    assert await unparked(queued, entry.event.id) == [3, 4]

    later(queued, 3600)
    assert await due(queued) == 0
    assert told_of(await there(queued), case_id) == [2, 3]


async def test_several_processes_at_once_hand_each_out_once(queued: Office) -> None:
    cases = await some_cases(queued, 4)
    await told(queued, cases, 2)
    for entry in (await there(queued))[:4]:
        await nacked(queued, entry, retry_after=1)
    later(queued, 1)

    await asyncio.gather(*(due(queued) for _ in range(4)))
    await due(queued)

    found = await there(queued)
    assert len(found) == 16
    assert [told_of(found, case_id) for case_id in cases] == [[2, 3]] * 4
    assert await verify_queues(queued.read) == {}


async def test_one_that_fails_half_way_is_handed_out_by_the_next(queued: Office) -> None:
    """Given a process that dies before it commits, when the next one looks, nothing was done twice and nothing forgotten."""
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 2)
    await nacked(queued, (await there(queued))[0], retry_after=1)
    later(queued, 1)
    await queued.pool.execute("alter table queue_parked add constraint no_more check (qpos < 3)")
    try:
        with pytest.raises(Exception, match="no_more"):
            await due(queued)
    finally:
        await queued.pool.execute("alter table queue_parked drop constraint no_more")
    assert [one.state for one in await there(queued)] == [DELAYED, BEHIND]

    assert await due(queued) == 1

    assert told_of(await there(queued), case_id) == [2, 3]
