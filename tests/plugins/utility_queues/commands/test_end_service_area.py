"""The end of an area."""

from datetime import date

import pytest

from core.api import NotFound, Refused, Stale, new_id
from plugins.utility_queues.commands.end_service_area import end_service_area
from plugins.utility_queues.inputs import EndServiceArea
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def test_an_area_ends_and_makes_room(plugged: Plugged) -> None:
    area = await works.area(plugged)

    given = EndServiceArea(area_id=area, valid_to=date(2026, 11, 30), expected_version=1)
    done = await plugged.run(end_service_area, "city_lead", given)
    await works.area(plugged, valid_from=date(2026, 12, 1))

    assert done.version == 2


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ({"valid_to": date(2025, 12, 31)}, "UTILITY_QUEUES_PERIOD_REVERSED"),
        ({"valid_to": date(2026, 11, 30), "expected_version": 7}, "STALE_VERSION"),
    ],
)
async def test_what_cannot_be_meant_is_refused(plugged: Plugged, end: dict[str, object], code: str) -> None:
    area = await works.area(plugged)

    with pytest.raises(Refused) as refused:
        await plugged.run(end_service_area, "city_lead", EndServiceArea(area_id=area, **end))  # type: ignore[arg-type]

    assert refused.value.code.code == code
    assert isinstance(refused.value, Stale) == (code == "STALE_VERSION")


async def test_what_has_ended_stays_ended(plugged: Plugged) -> None:
    area = await works.area(plugged, valid_to=date(2026, 11, 15))

    with pytest.raises(Refused) as refused:
        await plugged.run(end_service_area, "city_lead", EndServiceArea(area_id=area, valid_to=date(2026, 12, 1)))

    assert (refused.value.code.code, refused.value.params) == (
        "UTILITY_QUEUES_AREA_ENDED",
        {"until": date(2026, 11, 15)},
    )


async def test_a_later_end_must_not_run_into_the_next(plugged: Plugged) -> None:
    area = await works.area(plugged, valid_to=date(2026, 11, 30))
    await works.area(plugged, valid_from=date(2026, 12, 1))

    with pytest.raises(Refused) as refused:
        await plugged.run(end_service_area, "city_lead", EndServiceArea(area_id=area, valid_to=date(2026, 12, 1)))

    assert refused.value.code.code == "UTILITY_QUEUES_AREA_OVERLAPS"


async def test_an_unknown_area_is_not_found(plugged: Plugged) -> None:
    with pytest.raises(NotFound):
        await plugged.run(end_service_area, "city_lead", EndServiceArea(area_id=new_id(), valid_to=date(2026, 12, 1)))
