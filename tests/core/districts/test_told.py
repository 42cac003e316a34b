"""A start tells a plug-in what changed since it was last told, once."""

from typing import Any

import pytest

from core.db.uow import UnitOfWork, unit_of_work
from core.districts.queries import take_switches
from core.districts.told import tell_changes
from core.errors import Refused
from tests.core.plugin.making import EAST, WEST, load, plugin
from tests.support.office import Office


@pytest.fixture
def told() -> list[tuple[str, bool]]:
    return []


@pytest.fixture
def hooks(told: list[tuple[str, bool]], office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """Both hooks of a plug-in that writes down what it is told; the office's own plug-ins come back after the test."""
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)

    async def district_enabled(district: str, uow: UnitOfWork) -> None:
        told.append((district, True))

    async def district_disabled(district: str, uow: UnitOfWork) -> None:
        told.append((district, False))

    return district_enabled, district_disabled


async def start(office: Office, districts: str, *hooks: Any) -> None:
    host = load(f"api = 1\n[plugins.probe]\ndistricts = [{districts}]\n", plugin("probe", *hooks))
    office.services.plugins = host
    await take_switches(office.read, host)
    async with unit_of_work(office.pool, office.services) as uow:
        await tell_changes(uow, "probe")


async def test_of_every_district_of_the_file_once(
    office: Office, hooks: tuple[Any, ...], told: list[tuple[str, bool]]
) -> None:
    await start(office, f'"{EAST}", "{WEST}"', *hooks)
    await start(office, f'"{EAST}", "{WEST}"', *hooks)

    assert told == [(EAST, True), (WEST, True)]


async def test_of_what_the_file_took_away_too(
    office: Office, hooks: tuple[Any, ...], told: list[tuple[str, bool]]
) -> None:
    await start(office, f'"{EAST}"', *hooks)
    await start(office, f'"{WEST}"', *hooks)

    assert told == [(EAST, True), (EAST, False), (WEST, True)]


async def test_a_failure_is_told_again_at_the_next_start(
    office: Office, hooks: tuple[Any, ...], told: list[tuple[str, bool]]
) -> None:
    async def district_enabled(district: str, uow: UnitOfWork) -> None:
        raise KeyError

    with pytest.raises(Refused) as refused:
        await start(office, f'"{EAST}"', district_enabled)
    assert refused.value.code.code == "PLUGIN_FAILED"

    await start(office, f'"{EAST}"', *hooks)
    assert told == [(EAST, True)]
