"""A case of a utility goes to the company that serves the place; without one the catalogue answers."""

from datetime import date
from typing import Any

import pytest

from core.api import case_view_of
from plugins.utility_queues.routing import route
from plugins.utility_queues.vocabulary import PLUGIN, Utility
from tests.plugins.utility_queues import works
from tests.support.opened import opened
from tests.support.plugged import Plugged


async def proposed(office: Plugged, **case: object) -> list[tuple[str, str, str]]:
    """Code of the unit, role and who proposes, as the hook answers; empty for None."""
    case_id = await works.registered(office, **case)
    found = await route(await case_view_of(office.read, case_id), office.read, office.services)
    codes = {row["id"]: row["code"] for row in await office.pool.fetch("select id, code from unit")}
    return [(codes[one.unit_id], one.role, one.owner) for one in found.found] if found else []


async def test_the_company_comes_first_and_the_catalogue_s_helpers_after_it(plugged: Plugged) -> None:
    await works.area(plugged)

    assert await proposed(plugged) == [("ta-waterworks", "LEAD", PLUGIN), ("ta-housing", "CO_HANDLER", "core")]


async def test_without_an_area_the_catalogue_answers(plugged: Plugged) -> None:
    assert await proposed(plugged) == []


async def test_the_nearest_place_wins(plugged: Plugged) -> None:
    await works.area(plugged)
    await works.area(plugged, "370921", "370921-waterworks")

    assert [code for code, role, _ in await proposed(plugged, district="370921") if role == "LEAD"] == [
        "370921-waterworks",
        "ta-waterworks",
    ]


async def test_an_area_of_another_place_does_not_serve(plugged: Plugged) -> None:
    await works.area(plugged, "370921", "370921-waterworks")

    assert await proposed(plugged) == []


async def test_a_narrower_category_wins_over_the_nearer_place(plugged: Plugged) -> None:
    await works.area(plugged, "370902", "ta-telecom", Utility.TELECOM)
    await works.area(plugged, "370900", "ta-mobile", Utility.TELECOM, category="160501")

    found = await proposed(plugged, category="160501")

    assert found[0][0] == "ta-mobile"


async def test_another_category_of_the_utility_is_not_the_narrow_area_s(plugged: Plugged) -> None:
    await works.area(plugged, "370900", "ta-mobile", Utility.TELECOM, category="160501")

    assert await proposed(plugged, category="160502") == []


@pytest.mark.parametrize(
    "valid", [{"valid_from": date(2026, 11, 17)}, {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 11, 15)}]
)
async def test_an_area_serves_on_its_days_only(plugged: Plugged, valid: dict[str, Any]) -> None:
    await works.area(plugged, **valid)

    assert await proposed(plugged) == []


async def test_another_matter_is_the_catalogue_s(plugged: Plugged) -> None:
    await works.area(plugged)

    assert await proposed(plugged, category="010207") == []


async def test_hook_route_case(plugged: Plugged) -> None:
    """Through the runner: a dispatch without a basis takes the area's, and its trace says who proposed."""
    await works.area(plugged)
    case_id = await works.dispatched(plugged)

    found = await plugged.pool.fetchrow("select id, proposal from assignment where case_id = $1", case_id)

    basis = await opened(plugged.pool, plugged.services, "assignment.basis", found["id"])
    assert basis == works.BASIS
    assert found["proposal"]["proposed"] == {"owner": PLUGIN, "district": works.CITY}
