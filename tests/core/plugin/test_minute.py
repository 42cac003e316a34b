"""Once a minute, in one process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from core.db.uow import UnitOfWork
from core.plugin.host import PluginHost
from core.plugin.minute import Minute
from core.reporters.model import access_attempt
from tests.core.plugin.following import install
from tests.core.plugin.making import listed, load, plugin
from tests.support.office import Office

WRITTEN = "select count(*) from access_attempt"


@pytest.fixture(autouse=True)
def put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)


async def looking(office: Office, then: Callable[[], Awaitable[None]] | None = None) -> PluginHost:
    """A plug-in that writes the minute it is called in."""

    async def each_minute(uow: UnitOfWork) -> None:
        await uow.insert(access_attempt, [{"key": uow.now.isoformat().encode(), "tried": [], "last_at": uow.now}])
        if then is not None:
            await then()

    host = load(listed("probe"), plugin("probe", each_minute))
    await install(office, host)
    return host


def process(office: Office, host: PluginHost) -> Minute:
    return Minute(office.pool, office.services, host.loaded[0])


def move_on(office: Office, by: timedelta) -> None:
    office.clock.set(office.clock.now() + by)


async def test_each_minute_comes_once_however_many_processes_there_are(office: Office) -> None:
    host = await looking(office)
    processes = [process(office, host) for _ in range(4)]

    for _ in range(3):
        called = await asyncio.gather(*(one.step() for one in processes))
        called += await asyncio.gather(*(one.step() for one in processes))
        assert called.count(True) == 1
        move_on(office, timedelta(minutes=1))

    assert await office.pool.fetchval(WRITTEN) == 3


async def test_it_comes_when_the_minute_is_new_not_a_minute_after_the_last(office: Office) -> None:
    host = await looking(office)
    one = process(office, host)
    move_on(office, timedelta(seconds=50))
    assert await one.step()

    move_on(office, timedelta(seconds=10))

    assert await one.step()


async def test_a_minute_that_failed_has_passed_and_left_nothing(office: Office) -> None:
    async def fail() -> None:
        raise KeyError("13812345678")

    host = await looking(office, fail)

    assert [await process(office, host).step() for _ in range(3)] == [True, False, False]

    assert await office.pool.fetchval(WRITTEN) == 0
    assert host.run.counts["probe", "each_minute"].failures == 1


async def test_a_plug_in_that_is_off_everywhere_has_no_minutes(office: Office) -> None:
    host = await looking(office)
    host.switches.replace({"probe": []})

    assert not await process(office, host).step()


async def test_one_that_this_process_has_turned_off_leaves_its_minutes_to_others(office: Office) -> None:
    host = await looking(office)
    host.switches.suspend("probe")

    assert not await process(office, host).step()
    assert await office.pool.fetchval("select minute_at from plugin_cursor") is None
