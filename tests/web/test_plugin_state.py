"""Operators learn how plug-ins are: which are out, which hooks fail, how far readers lag, what was given up."""

import asyncio
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text

from core.db.read import Read
from core.db.uow import UnitOfWork
from core.plugin.answers import Health
from core.plugin.errors import HookFailed
from core.plugin.letters import Lag
from core.plugin.views import CaseEvent
from core.services import Services
from tests.web.plugins import NAME, probe, process
from web import plugin_state as module
from web.plugin_state import REMEMBERED_SECONDS, PluginState


async def each_minute(uow: UnitOfWork) -> None:
    raise KeyError("13812345678")


async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    return None


async def test_nothing_is_said_while_all_is_well(own_database: str, tmp_path: Path) -> None:
    async def health(read: Read, services: Services) -> Health:
        return Health("ok", "as ever")

    async with process(own_database, tmp_path, probe(health, after_case_event)) as host:
        await host.plugin_state.look(host.read, host.services)
        assert host.plugin_state.problems() == []
        assert host.plugin_state.lags == [Lag(NAME, 0, 0.0, 0, 0)]


async def test_a_plug_in_speaks_for_itself(own_database: str, tmp_path: Path) -> None:
    async def health(read: Read, services: Services) -> Health:
        return Health("degraded", f"{await read.fetch_value(text('select 7'))} companies")

    async with process(own_database, tmp_path, probe(health)) as host:
        await host.plugin_state.look(host.read, host.services)
        assert host.plugin_state.problems() == ["probe: degraded: 7 companies"]


async def test_one_whose_health_hangs_delays_nobody_and_is_told_of(own_database: str, tmp_path: Path) -> None:
    async def health(read: Read, services: Services) -> Health:
        await asyncio.Event().wait()
        return Health("ok")

    async with process(own_database, tmp_path, probe(health, timeout_ms="50")) as host:
        await host.plugin_state.look(host.read, host.services)
        assert host.plugin_state.problems() == ["probe: health failed; 1 of 1 calls in this process"]


async def test_a_failed_hook_is_told_of_for_a_while(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with process(own_database, tmp_path, probe(each_minute)) as host:
        with pytest.raises(HookFailed):
            await host.plugins.run.call(NAME, "each_minute", uow=None)
        assert host.plugin_state.problems() == ["probe: each_minute failed; 1 of 1 calls in this process"]

        later = monotonic() + REMEMBERED_SECONDS + 1
        monkeypatch.setattr(module, "monotonic", lambda: later)
        assert host.plugin_state.problems() == []

        with pytest.raises(HookFailed):
            await host.plugins.run.call(NAME, "each_minute", uow=None)
        assert host.plugin_state.problems() == ["probe: each_minute failed; 2 of 2 calls in this process"]


async def test_one_that_this_process_has_turned_off_is_named(own_database: str, tmp_path: Path) -> None:
    async with process(own_database, tmp_path, probe()) as host:
        host.plugins.switches.suspend(NAME)

        (told,) = host.plugin_state.problems()

        assert told.startswith("probe: SUSPENDED: ")


@pytest.mark.parametrize(
    ("lag", "told"),
    [
        (Lag(NAME, 9, 59.0, 1, 0), []),
        (Lag(NAME, 9, 61.0, 1, 0), ["probe: 9 events behind, the first 61 seconds old"]),
        (Lag(NAME, 0, 0.0, 0, 2), ["probe: 2 dead letters"]),
    ],
)
def test_a_late_reader_and_what_was_given_up_are_counted(lag: Lag, told: list[str]) -> None:
    assert PluginState(probe(), [lag]).problems() == told
