"""Gap alarms: once for each gap."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from core.db.uow import unit_of_work
from plugins.utility_queues.alarms import grown, over, unknown
from plugins.utility_queues.commands.override_duty import override_duty
from plugins.utility_queues.inputs import OverrideDuty
from plugins.utility_queues.intervals import Interval
from plugins.utility_queues.sweep import sweep
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged

ZERO = datetime(2026, 11, 16, tzinfo=UTC)
ALARM = UUID(int=1)


def span(start: int, end: int) -> Interval:
    return Interval(ZERO + timedelta(hours=start), ZERO + timedelta(hours=end))


class TestReckoning:
    def test_a_gap_is_raised_once(self) -> None:
        assert unknown([span(1, 3), span(5, 6)], {ALARM: span(1, 3)}) == (span(5, 6),)

    def test_a_gap_that_has_moved_with_the_window_is_the_same(self) -> None:
        assert unknown([span(2, 30)], {ALARM: span(1, 24)}) == ()
        assert grown([span(2, 30)], {ALARM: span(1, 24)}) == {ALARM: span(1, 30)}

    def test_what_is_filled_in_the_middle_is_no_new_gap(self) -> None:
        assert unknown([span(1, 3), span(5, 8)], {ALARM: span(1, 8)}) == ()
        assert over([span(1, 3), span(5, 8)], {ALARM: span(1, 8)}) == ()

    def test_what_is_filled_is_over(self) -> None:
        assert over([span(5, 6)], {ALARM: span(1, 3)}) == (ALARM,)

    def test_what_shrinks_is_left_as_it_was_told(self) -> None:
        assert grown([span(1, 2)], {ALARM: span(1, 3)}) == {}


async def minute(office: Plugged) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await sweep(uow)


async def off_duty(office: Plugged, since: int, until: int, account: UUID | None = None) -> None:
    now = office.clock.now()
    given = OverrideDuty(
        company_id=await works.unit_id(office),
        line=1,
        starts_at=now + timedelta(hours=since),
        ends_at=now + timedelta(hours=until),
        account_id=account,
        reason="x",
    )
    await office.run(override_duty, works.COMPANY, given)


async def test_a_company_without_a_roster_is_told_of_once(plugged: Plugged) -> None:
    await works.area(plugged)
    for _ in range(3):
        await minute(plugged)
        plugged.clock.set(plugged.clock.now() + timedelta(hours=20))

    (alarm,) = await works.rows(plugged, "gap_alarm")

    assert alarm["raised_at"] == datetime(2026, 11, 16, 2, tzinfo=UTC)
    assert alarm["ends_at"] == datetime(2026, 11, 25, 16, tzinfo=UTC), "it grows with the days that come into view"
    assert alarm["closed_at"] is None


async def test_an_alarm_is_closed_when_the_gap_is_filled_and_raised_anew_for_another(plugged: Plugged) -> None:
    await works.area(plugged)
    first, second = await works.staff(plugged, 2)
    await works.roster(plugged, works.around_the_clock([first]))
    await off_duty(plugged, 5, 9)
    await minute(plugged)
    await off_duty(plugged, 5, 9, second)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=1))
    await minute(plugged)
    await off_duty(plugged, 30, 31)
    await minute(plugged)

    found = await works.rows(plugged, "gap_alarm", "raised_at")

    assert [(row["closed_at"] is None) for row in found] == [False, True]


async def test_a_company_that_serves_nobody_is_not_watched(plugged: Plugged) -> None:
    await minute(plugged)

    assert await works.rows(plugged, "gap_alarm") == []


async def test_several_processes_raise_it_once(plugged: Plugged) -> None:
    await works.area(plugged)

    await asyncio.gather(*(minute(plugged) for _ in range(4)))

    assert len(await works.rows(plugged, "gap_alarm")) == 1
