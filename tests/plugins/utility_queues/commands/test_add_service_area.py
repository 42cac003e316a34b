"""Who serves what, kept without contradiction."""

import asyncio
from datetime import date
from typing import Any

import pytest

from core.api import NotAllowed, Refused
from plugins.utility_queues.commands.add_service_area import add_service_area
from plugins.utility_queues.inputs import AddServiceArea
from plugins.utility_queues.vocabulary import Utility
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def refusal(office: Plugged, **area: Any) -> tuple[str, tuple[str, ...] | None]:
    with pytest.raises(Refused) as refused:
        await works.area(office, **area)
    return refused.value.code.code, refused.value.field


@pytest.mark.parametrize(
    ("first", "second", "since"),
    [
        ({}, {}, date(2026, 1, 1)),
        ({"valid_to": date(2026, 6, 30)}, {"valid_from": date(2026, 6, 30)}, date(2026, 6, 30)),
        ({"valid_from": date(2027, 1, 1)}, {"valid_to": date(2027, 1, 1)}, date(2027, 1, 1)),
    ],
)
async def test_two_areas_of_the_same_place_utility_and_time_are_refused(
    plugged: Plugged, first: dict[str, Any], second: dict[str, Any], since: date
) -> None:
    await works.area(plugged, **first)

    with pytest.raises(Refused) as refused:
        await works.area(plugged, **second)

    assert refused.value.code.code == "UTILITY_QUEUES_AREA_OVERLAPS"
    assert refused.value.params == {"since": since}


@pytest.mark.parametrize(
    "other",
    [
        {"district": "370921", "code": "370921-waterworks"},
        {"category": "160101"},
        {"code": "ta-power", "utility": Utility.POWER},
    ],
)
async def test_another_place_category_or_utility_does_not_overlap(plugged: Plugged, other: dict[str, Any]) -> None:
    await works.area(plugged)
    await works.area(plugged, **other)

    assert len(await works.rows(plugged, "service_area")) == 2


async def test_the_next_one_may_begin_the_day_after(plugged: Plugged) -> None:
    await works.area(plugged, valid_to=date(2026, 6, 30))
    await works.area(plugged, valid_from=date(2026, 7, 1))

    assert len(await works.rows(plugged, "service_area")) == 2


async def test_of_two_at_once_one_is_refused(plugged: Plugged) -> None:
    done = await asyncio.gather(*(works.area(plugged) for _ in range(4)), return_exceptions=True)

    assert sum(isinstance(one, Refused) for one in done) == 3
    assert len(await works.rows(plugged, "service_area")) == 1


@pytest.mark.parametrize(
    ("area", "code", "field"),
    [
        ({"code": "ta-water"}, "UTILITY_QUEUES_NOT_A_COMPANY", ("input", "companyId")),
        ({"utility": Utility.GAS}, "UTILITY_QUEUES_NOT_A_COMPANY", ("input", "utility")),
        ({"category": "160201"}, "UTILITY_QUEUES_NOT_THIS_UTILITY", ("input", "category")),
        ({"category": "16"}, "UTILITY_QUEUES_NOT_THIS_UTILITY", ("input", "category")),
        ({"district": "999999"}, "UNKNOWN_CODE", ("input", "district")),
        ({"valid_to": date(2025, 12, 31)}, "UTILITY_QUEUES_PERIOD_REVERSED", ("input", "validTo")),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    plugged: Plugged, area: dict[str, Any], code: str, field: tuple[str, ...]
) -> None:
    assert await refusal(plugged, **area) == (code, field)
    assert await works.rows(plugged, "service_area") == []


@pytest.mark.parametrize("role", ["operator", "utility_service", "unit_liaison", "county_officer"])
async def test_others_may_not(plugged: Plugged, role: str) -> None:
    given = AddServiceArea(
        company_id=await works.unit_id(plugged),
        utility=Utility.WATER,
        district=works.CITY,
        basis="x",
        valid_from=date(2026, 1, 1),
    )

    with pytest.raises(NotAllowed):
        await plugged.run(add_service_area, role, given)
