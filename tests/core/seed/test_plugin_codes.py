"""Codes of plug-ins: entered once, kept in step, never another's."""

import pytest

from core.codes.registry import CodeEntry, load_codes
from core.db.uow import unit_of_work
from core.plugin.answers import CodeRow
from core.plugin.errors import PluginError
from core.seed.plugin_codes import load_plugin_codes
from tests.core.plugin.making import listed, load, plugin
from tests.support.office import Office


@pytest.fixture(autouse=True)
async def put_back(office: Office) -> object:
    yield
    await office.pool.execute("delete from code where owner in ('probe', 'other')")


async def start(office: Office, *rows: CodeRow, name: str = "probe") -> None:
    def codes() -> list[CodeRow]:
        return list(rows)

    async with unit_of_work(office.pool, office.services) as uow:
        await load_plugin_codes(uow, load(listed(name), plugin(name, codes)))


async def test_they_are_their_plug_ins_and_stand_behind_the_cores(office: Office) -> None:
    await start(office, CodeRow("clock_kind", "PROBE_B", "乙", "B"), CodeRow("clock_kind", "PROBE_A", "甲", "A"))

    found = (await load_codes(office.read)).entries("clock_kind")

    assert found[-2:] == (
        CodeEntry("clock_kind", "PROBE_B", "乙", "B", "probe"),
        CodeEntry("clock_kind", "PROBE_A", "甲", "A", "probe"),
    )
    assert len(found) > 2


async def test_changed_labels_are_taken_over_and_nothing_else_is_touched(office: Office) -> None:
    await start(office, CodeRow("probe_mood", "GLAD", "高兴", "Glad"), CodeRow("probe_mood", "SAD", "难过", "Sad"))
    before = await office.pool.fetchval("select xmin::text from code where code = 'SAD' and owner = 'probe'")

    await start(office, CodeRow("probe_mood", "GLAD", "喜悦", "Happy"), CodeRow("probe_mood", "SAD", "难过", "Sad"))

    assert (await load_codes(office.read)).entry("probe_mood", "GLAD").label_zh == "喜悦"
    assert await office.pool.fetchval("select xmin::text from code where code = 'SAD' and owner = 'probe'") == before


async def test_those_it_brings_no_longer_stay(office: Office) -> None:
    await start(office, CodeRow("probe_mood", "GLAD", "高兴", "Glad"))

    await start(office, CodeRow("probe_mood", "SAD", "难过", "Sad"))

    assert (await load_codes(office.read)).knows("probe_mood", "GLAD")


async def test_a_code_of_the_core_or_of_another_plug_in_is_refused(office: Office) -> None:
    await start(office, CodeRow("probe_mood", "GLAD", "高兴", "Glad"), name="other")

    with pytest.raises(PluginError, match=r"brings the code GLAD of the set probe_mood, which is other's"):
        await start(office, CodeRow("probe_mood", "GLAD", "高兴", "Glad"))
    with pytest.raises(PluginError, match=r"which is core's"):
        await start(office, CodeRow("clock_kind", "HANDLING", "办理", "Handling"))
