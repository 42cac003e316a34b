"""Service areas through the API."""

from typing import Any

from schema.api import encode
from tests.plugins.utility_queues import works
from tests.schema.conftest import Api
from tests.support.plugged import Plugged

AREAS = """query($d: String, $u: EssentialUtility, $c: ID, $on: LocalDate) {
    utilityServiceAreas(district: $d, utility: $u, company: $c, on: $on) {
        nodes { version utility district { code } company { code } category { code } basis validFrom validTo } } }"""
GAPS = "query($d: String) { utilityServiceGaps(district: $d) { utility district { code } categories { code } places } }"
UNIT = "query($i: ID!) { node(id: $i) { ... on Unit { utilityServiceAreas { district { code } } } } }"
ADD = """mutation($i: AddUtilityServiceAreaInput!) { addUtilityServiceArea(input: $i) {
    serviceArea { id version district { code } } userErrors { code field } } }"""
END = """mutation($i: EndUtilityServiceAreaInput!) { endUtilityServiceArea(input: $i) {
    serviceArea { version validTo } userErrors { code } } }"""


async def codes(api: Api, **variables: Any) -> list[str]:
    found = (await api.data(AREAS, "operator", **variables))["utilityServiceAreas"]["nodes"]
    return [one["company"]["code"] for one in found]


async def test_areas_are_added_ended_and_found(plugged: Plugged, plugged_api: Api) -> None:
    company = encode("unit", await works.unit_id(plugged))
    given = {
        "companyId": company, "utility": "WATER", "district": works.CITY, "basis": "x", "validFrom": "2026-01-01",
    }  # fmt: skip
    made = (await plugged_api.data(ADD, "city_lead", i=given))["addUtilityServiceArea"]
    again = (await plugged_api.data(ADD, "city_lead", i=given))["addUtilityServiceArea"]
    assert made["userErrors"] == []
    assert again["userErrors"] == [{"code": "UTILITY_QUEUES_AREA_OVERLAPS", "field": ["input", "district"]}]

    end = {"serviceAreaId": made["serviceArea"]["id"], "validTo": "2026-11-30", "expectedVersion": 1}
    ended = (await plugged_api.data(END, "city_lead", i=end))["endUtilityServiceArea"]
    assert ended == {"serviceArea": {"version": 2, "validTo": "2026-11-30"}, "userErrors": []}

    await works.area(plugged, "370921", "370921-waterworks")
    assert await codes(plugged_api) == ["ta-waterworks", "370921-waterworks"]
    assert await codes(plugged_api, d="370921") == ["370921-waterworks"]
    assert await codes(plugged_api, c=company) == ["ta-waterworks"]
    assert await codes(plugged_api, u="GAS") == []
    assert await codes(plugged_api, on="2026-12-01") == ["370921-waterworks"]


async def test_what_nobody_serves_is_told(plugged: Plugged, plugged_api: Api) -> None:
    await works.area(plugged)

    found = (await plugged_api.data(GAPS, "operator", d=works.TAISHAN))["utilityServiceGaps"]

    assert [one["utility"] for one in found] == ["GAS", "HEAT", "POWER", "TELECOM"]
    assert found[0]["district"] == {"code": works.TAISHAN}
    assert [one["code"] for one in found[0]["categories"]] == ["160301", "160302"]
    assert len((await plugged_api.data(GAPS, "operator"))["utilityServiceGaps"]) > 4


async def test_unit_utility_service_areas_on_and_off(plugged: Plugged, plugged_api: Api) -> None:
    await works.area(plugged)
    id_ = encode("unit", await works.unit_id(plugged))

    here = (await plugged_api.data(UNIT, "operator", i=id_))["node"]
    await plugged.switch("utility_queues", [works.TAISHAN])
    there = (await plugged_api.data(UNIT, "operator", i=id_))["node"]

    assert here == {"utilityServiceAreas": [{"district": {"code": works.CITY}}]}
    assert there == {"utilityServiceAreas": None}, "the company's seat is the city, where it is off"
