"""Somebody else is on duty for a time."""

from datetime import timedelta
from typing import Any

import pytest

from core.api import Refused
from plugins.utility_queues.commands.override_duty import override_duty
from plugins.utility_queues.duty import coming, rosters
from plugins.utility_queues.inputs import OverrideDuty
from plugins.utility_queues.intervals import Interval
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def override(office: Plugged, since: int, until: int, **more: Any) -> Any:
    now = office.clock.now()
    times = {"starts_at": now + timedelta(hours=since), "ends_at": now + timedelta(hours=until)}
    given = {
        "company_id": await works.unit_id(office),
        "line": 1,
        "account_id": None,
        "reason": "病假",
        **times,
        **more,
    }
    return await office.run(override_duty, works.COMPANY, OverrideDuty(**given))


async def test_nobody_opens_a_gap_and_somebody_fills_it(plugged: Plugged) -> None:
    first, second = await works.staff(plugged, 2)
    await works.roster(plugged, works.around_the_clock([first]))
    window, unit = coming(plugged.clock.now(), 3), await works.unit_id(plugged)
    await override(plugged, 5, 9)

    assert (await rosters(plugged.read, [unit], window))[unit].gaps(window) == (
        Interval(plugged.clock.now() + timedelta(hours=5), plugged.clock.now() + timedelta(hours=9)),
    )

    await override(plugged, 5, 9, account_id=second, expected_version=2)

    assert (await rosters(plugged.read, [unit], window))[unit].gaps(window) == ()


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"line": 0}, "UTILITY_QUEUES_SHIFT_OUT_OF_RANGE", ("input", "line")),
        ({"until": 5}, "UTILITY_QUEUES_PERIOD_REVERSED", ("input", "endsAt")),
        ({"reason": " "}, "REQUIRED", ("input", "reason")),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    plugged: Plugged, given: dict[str, Any], code: str, field: tuple[str, ...]
) -> None:
    with pytest.raises(Refused) as refused:
        await override(plugged, 5, given.pop("until", 6), **given)

    assert (refused.value.code.code, refused.value.field) == (code, field)


async def test_strangers_are_not_put_on_duty(plugged: Plugged) -> None:
    (stranger,) = await works.staff(plugged, 1, "ta-power")

    with pytest.raises(Refused) as refused:
        await override(plugged, 5, 6, account_id=stranger)

    assert refused.value.code.code == "UTILITY_QUEUES_NOT_STAFF"
