"""Places nobody serves, and whether a company serves one."""

from plugins.utility_queues.areas import covers, unserved
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def missing(office: Plugged, gate: str) -> dict[str, tuple[list[str], list[str]]]:
    found = await unserved(office.read, [gate], office.clock.now())
    return {row["utility"]: (sorted(row["categories"]), sorted(row["places"])) for row in found}


async def test_without_areas_every_utility_is_missing_in_every_township(plugged: Plugged) -> None:
    found = await missing(plugged, works.TAISHAN)
    townships = await plugged.pool.fetch("select code from district where parent = '370902' order by code")

    assert set(found) == {"WATER", "POWER", "GAS", "HEAT", "TELECOM"}
    assert found["WATER"] == (["160101", "160102", "160103"], [row["code"] for row in townships])


async def test_a_city_s_area_serves_its_districts(plugged: Plugged) -> None:
    await works.area(plugged)

    assert "WATER" not in await missing(plugged, works.TAISHAN)


async def test_a_township_s_area_leaves_the_others(plugged: Plugged) -> None:
    await works.area(plugged, "370902001")

    assert "370902001" not in (await missing(plugged, works.TAISHAN))["WATER"][1]
    assert "370902002" in (await missing(plugged, works.TAISHAN))["WATER"][1]


async def test_a_category_s_area_leaves_the_others(plugged: Plugged) -> None:
    await works.area(plugged, category="160101")

    assert (await missing(plugged, works.TAISHAN))["WATER"][0] == ["160102", "160103"]


async def test_a_company_covers_what_lies_in_its_area_and_nothing_wider(plugged: Plugged) -> None:
    await works.area(plugged, works.TAISHAN)
    company, now = await works.unit_id(plugged), plugged.clock.now()

    async def covered(place: str) -> bool:
        return await covers(plugged.read, company, "WATER", place, now)

    assert await covered("/370900/370902/370902001")
    assert await covered("/370900/370902")
    assert not await covered("/370900")
    assert not await covered("/370900/370911")
