"""Switching a plug-in in a district: who may, what is refused, what is kept, and who is told."""

import asyncio
from typing import Any

import pytest

from core.db.uow import UnitOfWork, unit_of_work
from core.districts.queries import take_switches
from core.districts.switch_plugin import SetDistrictPlugin, set_district_plugin
from core.errors import ErrorCode, NotAllowed, Refused
from core.plugin.host import PluginHost
from core.reporters.model import access_attempt
from tests.core.plugin.following import install
from tests.core.plugin.making import EAST, WEST, listed, load, plugin
from tests.support.office import Office

BUSY = ErrorCode("PROBE_BUSY", "忙。", "Busy.", plugin="probe")
KEPT = "select district, plugin, enabled, reason, by from plugin_switch order by number"


@pytest.fixture(autouse=True)
def put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)


async def probe(office: Office, *hooks: Any, **keys: str) -> PluginHost:
    """An office with the plug-in `probe`, on everywhere."""
    host = load(listed("probe", **keys), plugin("probe", *hooks))
    await install(office, host)
    return host


def off(district: str = EAST, **more: Any) -> SetDistrictPlugin:
    return SetDistrictPlugin(**{"district": district, "plugin": "probe", "enabled": False, "reason": "a trial"} | more)


async def refused(office: Office, input: SetDistrictPlugin, role: str = "city_lead") -> Refused:
    with pytest.raises(Refused) as caught:
        await office.run(set_district_plugin, role, input)
    assert await office.pool.fetchval("select count(*) from plugin_switch") == 0
    return caught.value


class TestSwitch:
    async def test_holds_over_the_file_and_is_kept(self, office: Office) -> None:
        host = await probe(office)

        done = await office.run(set_district_plugin, "city_lead", off(reason="  a trial "))
        await take_switches(office.read, host)

        assert not host.switches.on("probe", EAST)
        assert host.switches.on("probe", WEST)
        (row,) = await office.pool.fetch(KEPT)
        assert tuple(row) == (EAST, "probe", False, "a trial", office.viewer("city_lead").id)
        assert await office.pool.fetchval("select id from plugin_switch") == done.object_id

    async def test_back_and_forth_the_last_one_holds(self, office: Office) -> None:
        host = await probe(office)

        for enabled in (False, True, False, True):
            await office.run(set_district_plugin, "city_lead", off(enabled=enabled))
            await take_switches(office.read, host)
            assert host.switches.on("probe", EAST) is enabled

        assert len(await office.pool.fetch(KEPT)) == 4

    async def test_the_city_itself_is_one_of_the_districts(self, office: Office) -> None:
        host = await probe(office)

        await office.run(set_district_plugin, "city_lead", off("370900"))
        await take_switches(office.read, host)

        assert not host.switches.on("probe", "370900")
        assert host.switches.on("probe", EAST)


class TestRight:
    async def test_a_county_officer_switches_the_own_county_only(self, office: Office) -> None:
        await probe(office)
        (own,) = {grant.district_path.rsplit("/", 1)[-1] for grant in office.viewer("county_officer").grants}
        other = EAST if own != EAST else WEST

        with pytest.raises(NotAllowed):
            await office.run(set_district_plugin, "county_officer", off(other))
        await office.run(set_district_plugin, "county_officer", off(own))

    async def test_an_administrator_switches_all(self, office: Office) -> None:
        await probe(office)

        await office.run(set_district_plugin, "administrator", off())

    async def test_nobody_else_does(self, office: Office) -> None:
        await probe(office)

        for role in office.viewers.keys() - {"administrator", "city_lead", "county_officer"}:
            assert isinstance(await refused(office, off(), role), NotAllowed), role


class TestRefused:
    @pytest.mark.parametrize(
        ("more", "code", "field"),
        [
            ({"plugin": "nowhere"}, "UNKNOWN_PLUGIN", "plugin"),
            ({"district": "370902001"}, "UNKNOWN_DISTRICT", "district"),
            ({"district": "999999"}, "UNKNOWN_DISTRICT", "district"),
            ({"enabled": True}, "PLUGIN_UNCHANGED", "enabled"),
            ({"reason": "  "}, "REQUIRED", "reason"),
            ({"reason": "x" * 2001}, "TOO_LONG", "reason"),
        ],
    )
    async def test_names_the_field(self, office: Office, more: dict[str, Any], code: str, field: str) -> None:
        await probe(office)

        error = await refused(office, off(**more))

        assert (error.code.code, error.field) == (code, ("input", field))

    async def test_when_the_file_says_it_is_locked(self, office: Office) -> None:
        await probe(office, locked="true")

        assert (await refused(office, off())).code.code == "PLUGIN_LOCKED"


class TestTold:
    async def test_the_plug_in_makes_ready_in_the_same_transaction(self, office: Office) -> None:
        async def district_disabled(district: str, uow: UnitOfWork) -> None:
            await uow.insert(access_attempt, [{"key": district.encode(), "tried": [], "last_at": uow.now}])

        await probe(office, district_disabled)

        await office.run(set_district_plugin, "city_lead", off())

        assert await office.pool.fetchval("select key from access_attempt") == EAST.encode()

    async def test_it_may_refuse(self, office: Office) -> None:
        async def district_disabled(district: str, uow: UnitOfWork) -> None:
            raise Refused(BUSY)

        await probe(office, district_disabled)

        assert (await refused(office, off())).code is BUSY

    async def test_its_failure_undoes_the_switch(self, office: Office) -> None:
        async def district_disabled(district: str, uow: UnitOfWork) -> None:
            await uow.insert(access_attempt, [{"key": district.encode(), "tried": [], "last_at": uow.now}])
            raise KeyError("13812345678")

        await probe(office, district_disabled)

        assert (await refused(office, off())).code.code == "PLUGIN_FAILED"
        assert await office.pool.fetchval("select count(*) from access_attempt") == 0


async def test_of_many_at_once_one_wins(office: Office) -> None:
    async def district_disabled(district: str, uow: UnitOfWork) -> None:
        await asyncio.sleep(0.05)

    await probe(office, district_disabled)

    async def one() -> str:
        try:
            async with unit_of_work(office.pool, office.services) as uow:
                await set_district_plugin(uow, office.viewer("city_lead"), off())
        except Refused as lost:
            return lost.code.code
        return "done"

    assert sorted(await asyncio.gather(*(one() for _ in range(4)))) == [*["PLUGIN_UNCHANGED"] * 3, "done"]
    assert len(await office.pool.fetch(KEPT)) == 1
