from datetime import date

import pytest

from core.deadlines.arithmetic import Due, due
from core.deadlines.budget import Budget
from core.deadlines.calendar import Calendar
from core.deadlines.day import Day
from core.deadlines.notice import read_notice
from core.deadlines.proposal import Change, difference, laid_in
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.state import ClockState
from core.deadlines.workdays import WorkDays
from tests.core.deadlines.notices import NOTICE_2026, NOTICE_2027
from tests.core.deadlines.oracle import at


@pytest.fixture(scope="module")
def until_2025() -> WorkDays:
    return WorkDays((day for day in seed_days() if day.date.year < 2026), range(2004, 2026))


def test_the_notice_of_a_seeded_year_changes_nothing(workdays: WorkDays) -> None:
    assert difference(workdays, read_notice(NOTICE_2026)) == ()


def test_the_difference_names_each_date_before_and_after(workdays: WorkDays) -> None:
    changes = difference(workdays, read_notice(NOTICE_2027))
    eve, makeup = date(2026, 12, 31), date(2026, 12, 27)
    assert changes[:3] == (
        Change(Day(makeup, False), Day(makeup, True, "元旦")),
        Change(Day(eve, True), Day(eve, False, "元旦")),
        Change(Day(date(2027, 1, 2), False), Day(date(2027, 1, 2), False, "元旦")),
    )
    assert all(change.before.date == change.after.date and change.before != change.after for change in changes)


def test_laying_in_makes_the_year_official_and_repeating_it_changes_nothing(until_2025: WorkDays) -> None:
    proposal = read_notice(NOTICE_2026)
    assert difference(until_2025, proposal) != ()
    once = laid_in(until_2025, proposal)
    twice = laid_in(once, proposal)
    assert difference(once, proposal) == ()
    assert once.days == twice.days
    assert once.official_years == twice.official_years == frozenset(SEED_YEARS)
    assert once.days == WorkDays(seed_days(), SEED_YEARS).days


def test_an_import_settles_what_was_provisional(calendar: Calendar) -> None:
    state = ClockState(at("2026-12-21 10:00"), Budget(days=10))
    assert due(state, calendar) == Due(at("2027-01-05 18:00"), provisional=True)
    settled = Calendar(laid_in(calendar.workdays, read_notice(NOTICE_2027)), calendar.hours)
    assert due(state, settled) == Due(at("2027-01-04 18:00"), provisional=False)
