"""Operators learn of queues whose consumers are behind, and of what they could not take."""

import asyncio
from datetime import timedelta

import pytest

from core.events.partitions import partitions
from tests.core.events.queueing import HOUSING, acked, opened, parked_at, there, told
from tests.core.events.writers import some_cases
from tests.support.office import Office
from web import background as module
from web.background import background
from web.host import Host
from web.queue_state import QueueState


@pytest.fixture
async def waiting(own_office: Office) -> Office:
    """Two events that nobody has taken for ten minutes."""
    await opened(own_office)
    await told(own_office, await some_cases(own_office, 1), 2)
    await own_office.pool.execute("update case_event set recorded_at = now() - interval '600 seconds'")
    return own_office


async def looked(office: Office) -> list[str]:
    state = QueueState()
    await state.look(office.pool, office.services)
    return state.problems()


async def test_nothing_is_said_while_all_is_well(own_office: Office) -> None:
    await opened(own_office)
    assert await looked(own_office) == []


async def test_a_queue_that_nobody_reads_is_told_of(waiting: Office) -> None:
    found = [line.rpartition(" fell ")[0] for line in await looked(waiting)]
    assert found == [f"{HOUSING}: PAGE: what nobody takes", f"{HOUSING}: WARN: what nobody takes"]


async def test_a_consumer_that_is_behind_is_told_of_by_name(waiting: Office) -> None:
    await acked(waiting, (await there(waiting))[0].cursor, consumer="warehouse")
    assert f"{HOUSING}: PAGE: consumer warehouse fell 6" in " ".join(await looked(waiting))


async def test_what_is_parked_is_counted(waiting: Office) -> None:
    await parked_at(waiting, 1)
    await acked(waiting, (await there(waiting))[1].cursor)
    assert await looked(waiting) == [f"{HOUSING}: 1 parked"]


async def test_a_process_looks_and_keeps_room_for_the_log(
    waiting: Office, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUEUE_SECONDS", 0.05)
    await waiting.pool.execute("drop table event_log_1")
    async with background(host):
        await seen(host)

    assert [one.name for one in await partitions(waiting.read)] == ["event_log_0", "event_log_1"]


async def test_a_process_keeps_the_log_for_as_long_as_its_settings_say(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[timedelta] = []

    async def retain(_pool: object, _services: object, days: timedelta) -> int:
        return kept.append(days) or 0

    monkeypatch.setattr(module, "retain", retain)
    host.settings = host.settings.model_copy(update={"log_days": 7})
    async with background(host), asyncio.timeout(5):
        while not kept:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)

    assert kept == [timedelta(days=7)]


async def seen(host: Host) -> None:
    async with asyncio.timeout(5):
        while not host.queue_state.problems():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
