"""Publishing an outage notice."""

from datetime import timedelta
from typing import Any

import pytest

from core.api import NotAllowed, Refused
from plugins.utility_queues.inputs import Place
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged, config_text

SETTINGS = 'settings = { outage_categories = { WATER = ["1601"] } }\n'


@pytest.mark.parametrize("role", [works.COMPANY, "operator", "dispatcher", "city_lead"])
async def test_the_company_and_the_hotline_may(plugged: Plugged, role: str) -> None:
    await works.area(plugged)

    notice = await works.published(plugged, role=role, note=" 已派员抢修 ")

    (row,) = await works.rows(plugged, "outage")
    assert (row["id"], row["version"], row["state"], row["gate"]) == (notice, 1, "PUBLISHED", works.TAISHAN)
    assert (row["categories"], row["note"], row["master_id"]) == ([works.WATER_CUT], "已派员抢修", None)
    assert [(one["version"], one["kind"]) for one in await works.rows(plugged, "outage_change")] == [(1, "PUBLISHED")]


@pytest.mark.parametrize("role", ["unit_liaison", "reviewer", "county_officer", "auditor"])
async def test_others_may_not(plugged: Plugged, role: str) -> None:
    await works.area(plugged)

    with pytest.raises(NotAllowed):
        await works.published(plugged, role=role)


@pytest.mark.parametrize("plugins_toml", [config_text(["utility_queues"], SETTINGS)])
async def test_what_it_explains_is_set_by_the_deployment(plugged: Plugged) -> None:
    await works.area(plugged)
    await works.published(plugged)

    assert (await works.rows(plugged, "outage"))[0]["categories"] == ["1601"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"places": ()}, "REQUIRED", ("input", "places")),
        ({"district": "370911"}, "UTILITY_QUEUES_OUTSIDE_SERVICE_AREA", ("input", "places", "0")),
        ({"district": works.CITY}, "UTILITY_QUEUES_OUTSIDE_SERVICE_AREA", ("input", "places", "0")),
        ({"district": "000000"}, "UNKNOWN_CODE", ("input", "places")),
        ({"cause": "GHOSTS"}, "UNKNOWN_CODE", ("input", "cause")),
        ({"expected_at": works.BEFORE}, "UTILITY_QUEUES_PERIOD_REVERSED", ("input", "expectedAt")),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    plugged: Plugged, given: dict[str, Any], code: str, field: tuple[str, ...]
) -> None:
    await works.area(plugged, works.TAISHAN)

    with pytest.raises(Refused) as refused:
        await works.published(plugged, **given)

    assert (refused.value.code.code, refused.value.field) == (code, field)
    assert await works.rows(plugged, "outage") == []


async def test_where_it_is_off_nothing_is_published(plugged: Plugged) -> None:
    await works.area(plugged)
    await plugged.switch("utility_queues", [works.TAISHAN])
    await works.published(plugged)

    with pytest.raises(Refused, match="PLUGIN_DISABLED"):
        await works.published(plugged, places=(Place(district=works.TAISHAN), Place(district="370911")))


async def test_a_planned_cut_is_published_ahead(plugged: Plugged) -> None:
    await works.area(plugged)
    tomorrow = plugged.clock.now() + timedelta(days=1)

    await works.published(plugged, starts_at=tomorrow, expected_at=tomorrow + timedelta(hours=2), cause="MAINTENANCE")

    assert (await works.rows(plugged, "outage"))[0]["starts_at"] == tomorrow
