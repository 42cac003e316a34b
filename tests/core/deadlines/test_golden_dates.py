"""Instants worked out by hand on the working calendar of 2026."""

from datetime import timedelta

import pytest

from core.cases.states import Kind
from core.deadlines.arithmetic import Due, due
from core.deadlines.budget import Budget, Mode
from core.deadlines.calendar import Calendar
from core.deadlines.profile_files import bundled_profiles
from core.deadlines.state import ClockState, Extension
from core.deadlines.workdays import WorkDays
from tests.core.deadlines.oracle import at

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("start", "budget", "end"),
    [
        ("2026-11-20 17:55", Budget(minutes=240), "2026-11-23 14:55"),
        ("2026-11-20 17:55", Budget(days=5), "2026-11-27 18:00"),
        ("2026-09-30 10:00", Budget(days=5), "2026-10-13 18:00"),
        ("2026-09-18 10:00", Budget(days=1), "2026-09-20 18:00"),
        ("2026-02-13 10:00", Budget(days=5), "2026-02-27 18:00"),
        ("2026-10-02 03:00", Budget(minutes=30, mode=Mode.CLOCK), "2026-10-02 03:30"),
        ("2026-10-02 03:00", Budget(minutes=1440, mode=Mode.CLOCK), "2026-10-03 03:00"),
        ("2026-11-16 10:00", Budget(days=2), "2026-11-18 18:00"),
    ],
)
def test_golden_date(calendar: Calendar, start: str, budget: Budget, end: str) -> None:
    assert due(ClockState(at(start), budget), calendar) == Due(at(end), provisional=False)


def test_a_december_deadline_reaches_into_the_unpublished_year(calendar: Calendar) -> None:
    state = ClockState(at("2026-12-14 10:00"), Budget(days=15))
    assert due(state, calendar) == Due(at("2027-01-05 18:00"), provisional=True)


def test_from_11_december_2026_fifteen_working_days_are_provisional(calendar: Calendar) -> None:
    first = next(
        day
        for day in range(1, 32)
        if due(ClockState(at(f"2026-12-{day:02} 10:00"), Budget(days=15)), calendar).provisional
    )
    assert first == 11


def test_water_at_three_in_the_night_of_a_holiday_under_the_default_profile(workdays: WorkDays) -> None:
    profile = bundled_profiles().version("taian", 2)
    calendar = Calendar(workdays, profile.office.hours)
    ends = {
        kind: due(ClockState(at("2026-10-02 03:00"), profile.budget(kind, {"utility": True})[0]), calendar).at
        for kind in ("ACCEPTANCE", "HANDLING")
    }
    assert ends == {"ACCEPTANCE": at("2026-10-02 03:30"), "HANDLING": at("2026-10-03 03:00")}


def test_the_return_window_is_open_at_its_last_second_and_shut_one_later(calendar: Calendar) -> None:
    window = due(ClockState(at("2026-11-16 10:00"), Budget(days=2)), calendar)
    assert not window.is_breached_at(at("2026-11-18 18:00"))
    assert window.is_breached_at(at("2026-11-18 18:00") + SECOND)


def test_an_extension_asked_for_at_due_is_in_time_and_a_minute_later_is_not(calendar: Calendar) -> None:
    state = ClockState(at("2026-11-16 10:00"), Budget(days=5))
    end = due(state, calendar)
    assert not end.is_breached_at(at("2026-11-23 18:00"))
    assert end.is_breached_at(at("2026-11-23 18:01"))
    extended = ClockState(state.start, state.budget, (Extension(Budget(days=3), at("2026-11-23 18:00")),))
    assert due(extended, calendar) == Due(at("2026-11-26 18:00"))


def test_a_case_categorised_anew_on_day_four_keeps_its_first_start(workdays: WorkDays) -> None:
    profile = bundled_profiles().version("taian", 2)
    calendar = Calendar(workdays, profile.office.hours)
    start = at("2026-11-16 10:00")
    before, _ = profile.budget("HANDLING", {"kind": Kind.CONSULTATION})
    after, _ = profile.budget("HANDLING", {"enterprise": True})
    assert due(ClockState(start, before), calendar).at == at("2026-11-18 18:00")
    assert due(ClockState(start, after), calendar).at == at("2026-12-07 18:00")
