"""Who falls behind is noticed once, and until it has caught up."""

import asyncio

import pytest
from structlog.testing import capture_logs

from core.events.alarms import alarms, watch
from tests.core.events.queueing import HOUSING, acked, there, told
from tests.core.events.writers import some_cases
from tests.support.office import Office


async def aged(office: Office, seconds: int) -> None:
    """Let everything in the queue have been written so long ago."""
    await office.pool.execute(f"update case_event set recorded_at = now() - interval '{seconds} seconds'")
    await watch(office.pool, office.services)


async def open_now(office: Office) -> list[tuple[str, str, int]]:
    return [(one.consumer, one.level, one.rows) for one in await alarms(office.read)]


@pytest.fixture
async def waiting(queued: Office) -> Office:
    """Three events that a consumer has taken one of."""
    await told(queued, await some_cases(queued, 1), 3)
    await acked(queued, (await there(queued))[0].cursor)
    return queued


async def test_in_time_is_no_alarm(waiting: Office) -> None:
    await aged(waiting, 100)

    assert await alarms(waiting.read) == []


async def test_a_warning_comes_first_then_the_desk_is_called_and_each_is_raised_once(waiting: Office) -> None:
    with capture_logs() as logged:
        for seconds in (150, 150, 400, 500):
            await aged(waiting, seconds)

    assert await open_now(waiting) == [("system", "PAGE", 2), ("system", "WARN", 2)]
    assert [(line["queue"], line["level"]) for line in logged] == [(HOUSING, "WARN"), (HOUSING, "PAGE")]


async def test_who_has_caught_up_is_let_go_and_noticed_again_the_next_time(waiting: Office) -> None:
    await aged(waiting, 400)
    await acked(waiting, (await there(waiting))[2].cursor)
    await watch(waiting.pool, waiting.services)
    assert await alarms(waiting.read) == []

    await told(waiting, [await waiting.pool.fetchval("select case_id from case_event limit 1")], 1, first=9)
    await aged(waiting, 150)

    assert await open_now(waiting) == [("system", "WARN", 1)]
    assert await waiting.pool.fetchval("select count(*) from queue_alarm where cleared_at is not null") == 2


async def test_a_queue_that_nobody_reads_is_an_alarm_too(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 3)
    await aged(queued, 400)

    assert await open_now(queued) == [("", "PAGE", 3), ("", "WARN", 3)]


async def test_a_closed_queue_and_a_consumer_that_was_released_are_let_go(waiting: Office) -> None:
    await aged(waiting, 400)
    await waiting.pool.execute("update work_queue set active = false")
    await watch(waiting.pool, waiting.services)

    assert await alarms(waiting.read) == []


async def test_several_processes_raise_it_once(waiting: Office) -> None:
    await waiting.pool.execute("update case_event set recorded_at = now() - interval '400 seconds'")
    await asyncio.gather(*(watch(waiting.pool, waiting.services) for _ in range(4)))

    assert len(await alarms(waiting.read)) == 2
