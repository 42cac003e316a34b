"""A company's weekly shifts."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.api import SHANGHAI, NotAllowed, Refused, new_id
from plugins.utility_queues.commands.set_roster import set_roster
from plugins.utility_queues.duty import coming, rosters
from plugins.utility_queues.inputs import SetRoster, ShiftTime
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def shifts(office: Plugged, **changes: Any) -> tuple[ShiftTime, ...]:
    (account,) = await works.staff(office, 1)
    return (ShiftTime(**{"line": 1, "weekday": 0, "start_minute": 0, "minutes": 60, "account_id": account, **changes}),)


async def setting(office: Plugged, given: Sequence[ShiftTime], role: str = works.COMPANY, **more: Any) -> Any:
    company = await works.unit_id(office)
    more.setdefault("valid_from", date(2026, 11, 16))
    return await office.run(set_roster, role, SetRoster(company_id=company, shifts=tuple(given), **more))


async def refusal(office: Plugged, given: Sequence[ShiftTime], **more: Any) -> tuple[str, Any]:
    with pytest.raises(Refused) as refused:
        await setting(office, given, **more)
    assert await works.rows(office, "shift") == []
    return refused.value.code.code, refused.value.field


async def test_a_new_roster_ends_the_old_one_the_day_before(plugged: Plugged) -> None:
    first, second = await works.staff(plugged, 2)
    await setting(plugged, works.around_the_clock([first]))

    done = await setting(plugged, works.around_the_clock([second]), valid_from=date(2026, 11, 18), expected_version=1)

    unit, window = await works.unit_id(plugged), coming(plugged.clock.now(), 7)
    found = (await rosters(plugged.read, [unit], window))[unit]
    change = datetime(2026, 11, 18, 1, tzinfo=SHANGHAI)
    assert done.version == 2
    assert found.gaps(window) == ()
    assert [duty.account_id for duty in found.on_duty(change - timedelta(minutes=1))] == [first]
    assert [duty.account_id for duty in found.on_duty(change)] == [second]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("line", "line", 0), ("line", "line", 10), ("weekday", "weekday", -1), ("weekday", "weekday", 7),
        ("start_minute", "startMinute", 1440), ("minutes", "minutes", 0), ("minutes", "minutes", 10081),
    ],
)  # fmt: skip
async def test_a_shift_outside_the_week_is_refused(plugged: Plugged, name: str, field: str, value: int) -> None:
    given = await shifts(plugged, **{name: value})

    assert await refusal(plugged, given) == ("UTILITY_QUEUES_SHIFT_OUT_OF_RANGE", ("input", "shifts", "0", field))


@pytest.mark.parametrize("number", [0, 201])
async def test_a_roster_has_one_to_200_shifts(plugged: Plugged, number: int) -> None:
    (one,) = await shifts(plugged)

    found = await refusal(plugged, [one] * number)

    assert found == ("UTILITY_QUEUES_SHIFT_OUT_OF_RANGE", ("input", "shifts"))


async def test_the_past_is_not_rewritten(plugged: Plugged) -> None:
    found = await refusal(plugged, await shifts(plugged), valid_from=date(2026, 11, 15))

    assert found == ("UTILITY_QUEUES_ROSTER_IN_PAST", ("input", "validFrom"))


async def test_strangers_are_not_put_on_duty(plugged: Plugged) -> None:
    (stranger,) = await works.staff(plugged, 1, "ta-power")

    for account in (stranger, new_id()):
        found = await refusal(plugged, await shifts(plugged, account_id=account))
        assert found == ("UTILITY_QUEUES_NOT_STAFF", ("input", "shifts"))


async def test_an_old_version_is_refused(plugged: Plugged) -> None:
    assert (await refusal(plugged, await shifts(plugged), expected_version=1))[0] == "STALE_VERSION"


@pytest.mark.parametrize("role", ["unit_liaison", "operator", "dispatcher", "county_officer"])
async def test_others_may_not(plugged: Plugged, role: str) -> None:
    with pytest.raises(NotAllowed):
        await setting(plugged, await shifts(plugged), role)
