"""A process works for its plug-ins, whatever happens to the database or to one of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.db.uow import UnitOfWork
from core.plugin.follow import following, run_follower
from core.plugin.views import CaseEvent
from tests.core.plugin.following import Listener, cases, install, listener, note
from tests.core.plugin.making import listed, load, plugin
from tests.support.office import Office


@pytest.fixture(autouse=True)
def put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)


@asynccontextmanager
async def running(probe: Listener) -> AsyncIterator[None]:
    """The loop of a process for the block."""
    stop = asyncio.Event()
    loop = asyncio.create_task(run_follower(probe.office.pool, probe.office.services, probe.loaded, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(loop, 3)


async def until_passed(probe: Listener, pos: int) -> None:
    async with asyncio.timeout(5):
        while await probe.passed() < pos:  # noqa: ASYNC110 - the row is all there is to look at
            await asyncio.sleep(0.02)


async def test_what_happens_is_heard_within_a_second(office: Office) -> None:
    (case_id,) = await cases(office, 1)
    probe = await listener(office)

    async with running(probe):
        await note(office, case_id)
        async with asyncio.timeout(1):
            await until_passed(probe, 1)

    assert len(await probe.written()) == 1


async def test_it_outlives_a_database_that_hangs_up(office: Office) -> None:
    (case_id,) = await cases(office, 1)
    probe = await listener(office)

    async with running(probe):
        await note(office, case_id)
        await until_passed(probe, 1)
        await office.pool.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        await note(office, case_id)
        await until_passed(probe, 2)

    assert len(await probe.written()) == 2


async def test_a_hanging_effect_takes_one_connection_and_keeps_no_other_plug_in_waiting(office: Office) -> None:
    hanging, heard = asyncio.Event(), []

    async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
        hanging.set()
        await asyncio.Event().wait()

    async def hear(event: CaseEvent, uow: UnitOfWork) -> None:
        heard.append(event)

    hear.__name__ = "after_case_event"
    (case_id,) = await cases(office, 1)
    types = frozenset({"noted"})
    host = load(
        listed("stuck", "sound", timeout_ms="400"),
        plugin("stuck", after_case_event, listens=types),
        plugin("sound", hear, listens=types),
    )
    await install(office, host)
    stop = asyncio.Event()
    loops = [
        asyncio.create_task(run_follower(office.pool, office.services, one, stop)) for one in following(office.services)
    ]
    await note(office, case_id)
    await asyncio.wait_for(hanging.wait(), 2)
    await asyncio.sleep(0.3)

    busy = office.pool.get_size() - office.pool.get_idle_size()
    stop.set()
    await asyncio.wait_for(asyncio.gather(*loops), 3)

    assert busy == 1
    assert len(heard) == 1
