from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deadlines.day import ordinary
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.statutory import provisional_year
from core.deadlines.workdays import CalendarError, WorkDays
from tests.core.deadlines.oracle import dates, exactly, prove

counts = st.integers(1, 60)


@prove(300)
@given(start=dates(), count=counts)
def test_between_is_the_inverse_of_add(workdays: WorkDays, start: date, count: int) -> None:
    assert workdays.between(start, workdays.add(start, count)) == count


@prove(300)
@given(start=dates(), count=counts)
def test_add_lands_on_a_working_day(workdays: WorkDays, start: date, count: int) -> None:
    assert workdays.is_working(workdays.add(start, count))


@prove(300)
@given(one=dates(), other=dates(), count=counts)
def test_a_later_start_is_never_due_earlier(workdays: WorkDays, one: date, other: date, count: int) -> None:
    earlier, later = sorted((one, other))
    assert workdays.add(earlier, count) <= workdays.add(later, count)


@prove(300)
@given(start=dates(), first=st.integers(1, 30), second=st.integers(1, 30))
def test_adding_twice_is_adding_the_sum(workdays: WorkDays, start: date, first: int, second: int) -> None:
    assert workdays.add(workdays.add(start, first), second) == workdays.add(start, first + second)


@prove(100)
@given(start=dates(), count=counts)
def test_add_counts_day_by_day(workdays: WorkDays, start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(1)
        left -= workdays.days[day].working
    assert workdays.add(start, count) == day


def test_between_is_negative_backwards(workdays: WorkDays) -> None:
    assert workdays.between(date(2026, 11, 27), date(2026, 11, 20)) == -5


def test_monday_to_friday_is_wrong_on_74_days_of_2026(workdays: WorkDays) -> None:
    wrong = 0
    for start in (date(2026, 1, 1) + timedelta(n) for n in range(355)):
        naive = [day for n in range(1, 30) if (day := start + timedelta(n)).weekday() < 5][4]
        wrong += workdays.add(start, 5) != naive
    assert wrong == 74


@pytest.mark.parametrize(
    ("first", "last", "provisional"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), False),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(2027, 3, 1), date(2027, 3, 1), True),
    ],
)
def test_an_unpublished_year_makes_an_answer_provisional(
    workdays: WorkDays, first: date, last: date, provisional: bool
) -> None:
    assert workdays.is_provisional(first, last) is provisional


def test_an_official_year_must_name_every_date() -> None:
    without = (day for day in seed_days() if day.date != date(2026, 3, 1))
    with pytest.raises(CalendarError) as refused:
        WorkDays(without, SEED_YEARS)
    assert str(refused.value) == "2026 is official but 2026-03-01 is missing: import the notice of 2026 again"


def test_a_calendar_without_a_year_is_refused() -> None:
    with pytest.raises(
        CalendarError, match=exactly("a calendar needs at least one official year: load the seed or import a notice")
    ):
        WorkDays([], [])


def test_a_hole_between_official_years_is_provisional() -> None:
    gappy = WorkDays((day for day in seed_days() if day.date.year != 2025), set(SEED_YEARS) - {2025})
    assert gappy.is_provisional(date(2024, 12, 31), date(2026, 1, 1))
    assert [gappy.day(day.date) for day in provisional_year(2025)] == list(provisional_year(2025))


def test_a_named_date_of_an_unpublished_year_is_taken_as_named() -> None:
    sunday = date(2027, 1, 3)
    named = WorkDays([*seed_days(), ordinary(sunday)], SEED_YEARS)
    assert named.day(sunday) == ordinary(sunday)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2051, 1, 1)])
def test_a_date_outside_the_calendar_is_refused(workdays: WorkDays, day: date) -> None:
    with pytest.raises(CalendarError) as refused:
        workdays.is_working(day)
    assert str(refused.value) == f"{day} lies outside the calendar, which runs from 2004-01-01 to 2050-12-31"


def test_an_answer_beyond_the_calendar_is_refused(workdays: WorkDays) -> None:
    with pytest.raises(
        CalendarError, match=exactly("the answer lies after 2050-12-31, the end of the calendar: add later festivals")
    ):
        workdays.add(date(2050, 12, 30), 5)


def test_an_index_before_the_calendar_is_refused(workdays: WorkDays) -> None:
    with pytest.raises(
        CalendarError, match=exactly("the answer lies before 2004-01-01, the begin of the calendar: add earlier years")
    ):
        workdays[-1]


@pytest.mark.parametrize("count", [0, -1])
def test_adding_no_day_is_refused(workdays: WorkDays, count: int) -> None:
    with pytest.raises(
        CalendarError, match=exactly(f"the number of working days to add must be 1 or more, not {count}")
    ):
        workdays.add(date(2026, 11, 20), count)
