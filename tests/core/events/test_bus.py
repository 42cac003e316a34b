"""Whoever waits is woken by a hint, and by the clock where there is none."""

import asyncio
import time
from collections.abc import Awaitable
from uuid import UUID

import pytest

from core.db.uow import unit_of_work
from core.events import bus as module
from core.events.bus import OUTBOX, LocalBus, pause_at
from core.events.record import NewEvent
from core.events.sequence import run_sequencer
from tests.core.deadlines.desk import dispatched
from tests.core.events.writers import record
from tests.support.office import Office


async def seconds(work: Awaitable[object]) -> float:
    begun = time.monotonic()
    await work
    return time.monotonic() - begun


async def soon(what: Awaitable[object]) -> None:
    await asyncio.sleep(0.05)
    await what


async def test_a_wait_ends_with_a_position_beyond_it() -> None:
    bus = LocalBus()
    waiting = asyncio.create_task(seconds(bus.wait(7, 5)))
    await soon(bus.tell(7))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await bus.tell(8)
    assert await waiting < 1


async def test_a_hint_given_before_the_wait_is_not_lost() -> None:
    bus = LocalBus()
    await bus.tell(8)
    assert await seconds(bus.wait(7, 5)) < 0.05


async def test_without_a_hint_the_wait_ends_by_itself() -> None:
    assert 0.1 <= await seconds(LocalBus().wait(0, 0.1)) < 1


async def test_an_old_hint_does_not_keep_a_reader_of_a_restored_log_awake() -> None:
    bus = LocalBus()
    await bus.tell(100)
    bus._told_at -= module.POLL_SECONDS
    assert await seconds(bus.wait(90, 0.1)) >= 0.1


async def test_the_log_that_has_become_shorter_is_believed() -> None:
    bus = LocalBus()
    await bus.tell(100)
    await bus.tell(91)
    assert await seconds(bus.wait(95, 0.1)) >= 0.1


async def test_a_bell_counts_and_wakes_only_who_listens_for_it() -> None:
    bus = LocalBus()
    bus.strike("a")
    assert await bus.hear("a", 0, 5) == 1
    listening = asyncio.create_task(bus.hear("a", 1, 5))
    await soon(bus.ring("b"))
    await asyncio.sleep(0.02)
    assert not listening.done()
    await bus.ring("a")
    assert await listening == 2
    assert await bus.hear("a", 2, 0.02) == 2


async def test_after_a_gap_everybody_looks_for_himself() -> None:
    bus = LocalBus()
    waiting = [asyncio.create_task(seconds(work)) for work in (bus.wait(7, 5), bus.hear("a", 0, 5))]
    await asyncio.sleep(0.02)
    bus.missed()
    assert max(await asyncio.gather(*waiting)) < 1


async def test_a_thousand_waiters_are_woken_by_one_hint() -> None:
    bus = LocalBus()
    waiting = [asyncio.create_task(bus.wait(0, 5)) for _ in range(1000)]
    await soon(bus.tell(1))
    assert await seconds(asyncio.gather(*waiting)) < 1


async def test_a_bell_struck_during_the_work_ends_the_next_pause() -> None:
    bus = LocalBus()
    pause = pause_at(bus, "a", 0)
    await pause(0.01)
    bus.strike("a")
    assert await seconds(pause(5)) < 0.05
    assert await seconds(pause(0.1)) >= 0.1


async def test_a_pause_lasts_its_least_though_the_bell_is_struck_all_the_time() -> None:
    bus = LocalBus()
    pause = pause_at(bus, "a", 0.1)
    bus.strike("a")
    assert await seconds(pause(5)) >= 0.1
    bus.strike("a")
    assert 0.1 <= await seconds(pause(5)) < 1


async def failing(office: Office, case_id: UUID) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await record(uow, case_id, 98, 0, None, [NewEvent("noted")])
        raise LookupError


async def test_events_are_announced_when_they_are_committed_and_only_then(office: Office) -> None:
    bus = office.services.bus
    case_id, _ = await dispatched(office)
    before = await bus.hear(OUTBOX, -1, 0)
    with pytest.raises(LookupError):
        await failing(office, case_id)
    assert await bus.hear(OUTBOX, before, 0) == before
    async with unit_of_work(office.pool, office.services) as uow:
        await record(uow, case_id, 99, 0, None, [NewEvent("noted")])
        assert await bus.hear(OUTBOX, before, 0) == before
    assert await bus.hear(OUTBOX, before, 0) == before + 1


async def test_the_sequencer_numbers_what_is_committed_at_once_and_tells(log: Office) -> None:
    case_id, _ = await dispatched(log)
    bus, stop = log.services.bus, asyncio.Event()
    running = asyncio.create_task(run_sequencer(log.pool, stop, bus))
    await asyncio.sleep(0.2)
    before = await log.pool.fetchval("select last_pos from sequencer")
    begun = time.monotonic()
    async with unit_of_work(log.pool, log.services) as uow:
        await record(uow, case_id, 99, 0, None, [NewEvent("noted")])
    await bus.wait(before, 5)
    assert time.monotonic() - begun < 0.5
    assert await log.pool.fetchval("select last_pos from sequencer") == before + 1
    stop.set()
    await asyncio.wait_for(running, 1)
