"""The dashboard shows what is on, for whom it is, and a failure as a failure."""

from typing import Any

from tests.schema.plugins.conftest import OFF, ON, BellApi

ASKED = """query($district: String) { dashboard(district: $district) {
  plugin key title districts figures { label value unit } error { code plugin } } }"""


async def shown(bells: BellApi, role: str, district: str | None = None) -> dict[str, Any]:
    found = (await bells.data(ASKED, role, district=district))["dashboard"]
    return {panel["key"]: panel for panel in found}


async def test_a_panel_counts_the_viewers_districts_where_the_plugin_is_on(bells: BellApi) -> None:
    bells.on(ON, OFF)
    lead, officer = await shown(bells, "city_lead"), await shown(bells, "county_officer")
    assert lead["loud"] == {
        "plugin": "bell", "key": "loud", "title": "响", "districts": [ON, OFF],
        "figures": [{"label": "区划数", "value": 2.0, "unit": "districts"}], "error": None,
    }  # fmt: skip
    assert officer["loud"]["districts"] == [ON]


async def test_of_one_district_it_counts_that_alone(bells: BellApi) -> None:
    bells.on(ON, OFF)
    assert (await shown(bells, "city_lead", OFF))["loud"]["districts"] == [OFF]
    assert (await shown(bells, "city_lead", "370900"))["loud"]["districts"] == [ON, OFF]
    assert await shown(bells, "county_officer", OFF) == {}


async def test_a_panel_that_fails_says_so_and_the_others_are_told(bells: BellApi) -> None:
    found = await shown(bells, "city_lead")
    assert found["out_of_tune"]["figures"] is None
    assert found["out_of_tune"]["error"] == {"code": "PLUGIN_FAILED", "plugin": "bell"}
    assert found["loud"]["error"] is None


async def test_a_panel_is_for_those_who_hold_its_operation(bells: BellApi) -> None:
    assert set(await shown(bells, "operator")) == {"loud", "out_of_tune"}
    assert set(await shown(bells, "city_lead")) == {"loud", "out_of_tune", "secret"}


async def test_nothing_is_shown_where_the_plugin_is_off(bells: BellApi) -> None:
    bells.on()
    assert await shown(bells, "city_lead") == {}
