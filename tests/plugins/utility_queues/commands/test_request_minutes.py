"""More minutes are asked for."""

from datetime import timedelta
from typing import Any

import pytest

from core.api import Refused
from plugins.utility_queues.commands.decide_extension import approve_extension
from plugins.utility_queues.inputs import DecideExtension
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def test_a_request_is_kept_and_told_on_the_case(plugged: Plugged) -> None:
    case_id = await works.dispatched(plugged)
    held = await works.in_hand(plugged)

    done = await works.asked_for(plugged, held, 90, expected_version=2)

    (request,) = await works.rows(plugged, "extension")
    event = await plugged.pool.fetchrow("select type, body from case_event order by case_version desc limit 1")
    assert (request["minutes"], request["decided_at"], done.version) == (90, None, 3)
    assert (event["type"], event["body"]) == ("utility_queues/requestExtension", {"minutes": 90})
    assert await works.state_of(plugged, case_id) == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"minutes": 0}, "UTILITY_QUEUES_EXTENSION_OUT_OF_RANGE"),
        ({"minutes": 1441}, "UTILITY_QUEUES_EXTENSION_OUT_OF_RANGE"),
        ({"reason": "NO_MOOD"}, "UNKNOWN_CODE"),
        ({"explanation": " "}, "REQUIRED"),
        ({"expected_version": 1}, "STALE_VERSION"),
    ],
)
async def test_what_cannot_be_granted_is_refused(plugged: Plugged, given: dict[str, Any], code: str) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)

    with pytest.raises(Refused) as refused:
        await works.asked_for(plugged, held, **given)

    assert refused.value.code.code == code
    assert await works.rows(plugged, "extension") == []


async def test_the_reporter_is_told_before(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)

    with pytest.raises(Refused, match="EXTENSION_NOT_TOLD"):
        await works.asked_for(plugged, held, citizen_told_at=plugged.clock.now() + timedelta(seconds=1))


@pytest.mark.parametrize(("minutes", "late"), [(1440, False), (1441, True)])
async def test_at_due_it_is_in_time_and_afterwards_too_late(plugged: Plugged, minutes: int, late: bool) -> None:
    await works.dispatched(plugged)
    first = await works.in_hand(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=minutes))
    held = await works.claimed(plugged, first.object_id)

    if not late:
        await works.asked_for(plugged, held)
        return
    with pytest.raises(Refused, match="EXTENSION_TOO_LATE"):
        await works.asked_for(plugged, held)


async def test_one_at_a_time(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)
    await works.asked_for(plugged, held)

    with pytest.raises(Refused, match="EXTENSION_PENDING"):
        await works.asked_for(plugged, held)


async def test_the_sum_is_capped(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)
    for minutes in (1400, 40):
        await works.asked_for(plugged, held, minutes)
        newest = (await works.rows(plugged, "extension"))[-1]["id"]
        await plugged.run(approve_extension, "reviewer", DecideExtension(extension_id=newest))

    with pytest.raises(Refused, match="EXTENSIONS_USED_UP"):
        await works.asked_for(plugged, held, 1)


async def test_what_is_not_in_hand_takes_none(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.claimed(plugged)

    with pytest.raises(Refused, match="NOT_IN_HAND"):
        await works.asked_for(plugged, held)


async def test_a_handling_timed_in_days_is_extended_by_the_core(plugged: Plugged) -> None:
    case_id = await works.dispatched(plugged, category="010207", basis="x")
    held = await works.in_hand(plugged)

    with pytest.raises(Refused, match="NOT_IN_MINUTES"):
        await works.asked_for(plugged, held)
    assert await works.state_of(plugged, case_id) == "IN_PROGRESS"


async def test_a_stale_token_asks_for_nothing(plugged: Plugged) -> None:
    await works.dispatched(plugged)
    held = await works.in_hand(plugged)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=5))

    with pytest.raises(Refused, match="STALE_LEASE"):
        await works.asked_for(plugged, held)
