"""The clocks of utilities run around the clock."""

from datetime import datetime

import pytest

from core.api import SHANGHAI, ClockKind, Urgency, case_view_of
from core.clock import VirtualClock
from plugins.utility_queues.deadlines import grant
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged, config_text

DISTRICT = """[plugins.utility_queues.district.370902]
acceptance_minutes = 15
handling_minutes = 720
"""


async def due(office: Plugged, case_id: object) -> dict[str, tuple[str, str]]:
    found = await office.pool.fetch("select kind, due_at, rule from clock where case_id = $1", case_id)
    return {row["kind"]: (f"{row['due_at'].astimezone(SHANGHAI):%m-%d %H:%M}", row["rule"]) for row in found}


async def at_night(office: Plugged) -> None:
    """Friday 2026-10-02 03:00, on the National Day holiday."""
    office.services.clock = VirtualClock(datetime(2026, 10, 2, 3, tzinfo=SHANGHAI))


async def test_hook_propose_deadline(plugged: Plugged) -> None:
    await at_night(plugged)
    case_id = await works.dispatched(plugged)

    found = await due(plugged, case_id)

    assert found["ACCEPTANCE"] == ("10-02 03:30", "utility_queues/ACCEPTANCE/water")
    assert found["HANDLING"] == ("10-03 03:00", "utility_queues/HANDLING/water")


@pytest.mark.parametrize("plugins_toml", [config_text(["utility_queues"], DISTRICT)])
async def test_a_district_may_promise_more(plugged: Plugged) -> None:
    await at_night(plugged)

    here, there = await works.dispatched(plugged), await works.dispatched(plugged, district="370911")

    assert (await due(plugged, here))["ACCEPTANCE"][0] == "10-02 03:15"
    assert (await due(plugged, here))["HANDLING"][0] == "10-02 15:00"
    assert (await due(plugged, there))["ACCEPTANCE"][0] == "10-02 03:30"


async def test_where_it_is_off_the_profile_s_rules_hold(plugged: Plugged) -> None:
    await plugged.switch("utility_queues", ["370911"])

    case_id = await works.dispatched(plugged)

    assert (await due(plugged, case_id))["HANDLING"][1].startswith("taian")


@pytest.mark.parametrize("kind", [ClockKind.RETURN_WINDOW, ClockKind.FIRST_CONTACT, ClockKind.TRIAGE])
async def test_other_clocks_are_the_profile_s(plugged: Plugged, kind: ClockKind) -> None:
    case = await case_view_of(plugged.read, await works.registered(plugged))

    assert grant(case, kind, plugged.services) is None


async def test_where_life_is_in_danger_the_shorter_acceptance_stays(plugged: Plugged) -> None:
    case = await case_view_of(plugged.read, await works.registered(plugged, urgency=Urgency.LIFE_DANGER))

    assert grant(case, ClockKind.ACCEPTANCE, plugged.services) is None
    assert grant(case, ClockKind.HANDLING, plugged.services) is not None


async def test_another_matter_has_other_clocks(plugged: Plugged) -> None:
    case = await case_view_of(plugged.read, await works.registered(plugged, category="010207"))

    assert grant(case, ClockKind.HANDLING, plugged.services) is None
