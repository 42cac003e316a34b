"""A process with plug-ins: what it enters, what it takes over, and when it does not start."""

from pathlib import Path
from typing import Any

import pytest

from core.access.errors import PolicyError
from core.access.operations import Meaning
from core.db.uow import UnitOfWork
from core.plugin.answers import CodeRow
from core.plugin.errors import PluginError
from core.plugin.loaded import Status
from core.services import Services
from core.settings import Settings
from tests.core.plugin.making import EAST, load, plugin
from tests.web.plugins import NAME, probe, process
from web.plugins import plugins_of

SKIP = {"on_failure": '"skip"'}


def codes() -> list[CodeRow]:
    return [CodeRow("probe_mood", "GLAD", "高兴", "Glad")]


async def test_a_start_enters_codes_and_the_place_in_the_log(own_database: str, tmp_path: Path) -> None:
    async with process(own_database, tmp_path, probe(codes)) as host:
        assert host.codes.entry("probe_mood", "GLAD").owner == NAME
        assert host.plugins.switches.on(NAME, EAST)
        assert await host.pool.fetchval("select pos from plugin_cursor where plugin = 'probe'") == 0
        assert host.plugin_state.problems() == []


async def test_a_plug_in_out_of_the_file_leaves_everything_as_it_was(own_database: str, tmp_path: Path) -> None:
    async with process(own_database, tmp_path, probe(codes)):
        pass
    async with process(own_database, tmp_path, load("api = 1")) as host:
        assert host.codes.entry("probe_mood", "GLAD").label_zh == "高兴"
        assert await host.pool.fetchval("select count(*) from plugin_cursor") == 1


async def test_its_operations_are_granted_by_its_own_policy(own_database: str, tmp_path: Path) -> None:
    def operations() -> dict[str, Meaning]:
        return {"probe/look": Meaning("查看", "look")}

    def access_policies() -> str:
        return "p, r:operator, probe/look, all, NORMAL, allow\n"

    async with process(own_database, tmp_path, probe(operations, access_policies)) as host:
        assert host.matrix.cell("operator", "probe/look") is not None
        assert host.matrix.cell("dispatcher", "probe/look") is None
        assert host.matrix.switches is host.plugins.switches


async def test_a_policy_beyond_its_own_operations_does_not_start(own_database: str, tmp_path: Path) -> None:
    def access_policies() -> str:
        return "p, r:operator, plugin.write, all, NORMAL, allow\n"

    with pytest.raises(PolicyError, match="probe"):
        async with process(own_database, tmp_path, probe(access_policies)):
            pass


async def test_a_district_that_there_is_not_does_not_start(own_database: str, tmp_path: Path) -> None:
    plugins = load('api = 1\n[plugins.probe]\ndistricts = ["370999"]\n', plugin(NAME))

    with pytest.raises(PluginError, match=r"plugins\.probe: there is no district 370999") as refused:
        async with process(own_database, tmp_path, plugins):
            pass
    assert EAST in refused.value.mend


class TestStart:
    async def test_and_end_are_told(self, own_database: str, tmp_path: Path) -> None:
        told: list[str] = []

        async def startup(services: Services) -> None:
            told.append(f"started with {services.default_profile}")

        async def district_enabled(district: str, uow: UnitOfWork) -> None:
            told.append(district)

        async def shutdown() -> None:
            told.append("ended")

        async with process(own_database, tmp_path, probe(startup, district_enabled, shutdown)) as host:
            districts = sorted(host.plugins.switches.paths)
            assert told == ["started with taian", *districts]

        assert told[-1] == "ended"
        async with process(own_database, tmp_path, probe(startup, district_enabled, shutdown)):
            assert told.count(EAST) == 1

    async def test_that_fails_ends_the_process(self, own_database: str, tmp_path: Path) -> None:
        with pytest.raises(PluginError, match="startup: raised: KeyError"):
            async with process(own_database, tmp_path, probe(fails("startup"))):
                pass

    async def test_that_fails_leaves_out_one_that_may_be(self, own_database: str, tmp_path: Path) -> None:
        async with process(own_database, tmp_path, probe(fails("startup"), **SKIP)) as host:
            (status,) = host.plugins.statuses
            assert status.status is Status.FAILED
            assert not host.plugins.switches.on(NAME, EAST)
            (failing, *_) = host.plugin_state.problems()
            assert failing.startswith("probe: FAILED: ")

    async def test_a_failure_to_make_ready_is_one_too(self, own_database: str, tmp_path: Path) -> None:
        with pytest.raises(PluginError, match="it fails when it is told of the districts"):
            async with process(own_database, tmp_path, probe(fails("district_enabled"))):
                pass
        async with process(own_database, tmp_path, probe(fails("district_enabled"), **SKIP)) as host:
            assert [one.split(";")[0] for one in host.plugin_state.problems()] == ["probe: district_enabled failed"]


class TestFile:
    def test_that_was_named_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(PluginError, match=r"There is no .*absent\.toml"):
            plugins_of(Settings.model_validate({"plugins_toml": tmp_path / "absent.toml"}))

    def test_that_nobody_named_may_be_missing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

        assert plugins_of(Settings.model_validate({})).loaded == ()

    def test_that_lists_what_is_not_there_is_refused_or_served_without_it(self, tmp_path: Path) -> None:
        file = tmp_path / "plugins.toml"
        settings = Settings.model_validate({"plugins_toml": file})
        file.write_text('api = 1\n[plugins.gone]\ndistricts = "*"\n', "utf-8")
        with pytest.raises(PluginError, match=r"plugins\.gone: there is no folder plugins/gone"):
            plugins_of(settings)

        file.write_text('api = 1\n[plugins.gone]\ndistricts = "*"\non_failure = "skip"\n', "utf-8")
        assert [one.status for one in plugins_of(settings).statuses] == [Status.FAILED]


def fails(name: str) -> Any:
    """A hook of that name that raises."""

    async def startup(services: Services) -> None:
        raise KeyError("13812345678")

    async def district_enabled(district: str, uow: UnitOfWork) -> None:
        raise KeyError("13812345678")

    return {"startup": startup, "district_enabled": district_enabled}[name]
