"""Shifts and overrides, held against looking at each minute."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.api import SHANGHAI
from plugins.utility_queues.intervals import Interval, union
from plugins.utility_queues.roster import DAY, FIRST_LINE, Duty, Override, Roster, Shift, days, midnight

MONDAY = date(2026, 11, 16)
ANNA, BERT, CARL = (UUID(int=number) for number in (1, 2, 3))
WINDOW = days(MONDAY, 8)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def night(weekday: int, who: UUID = ANNA, line: int = 1) -> Shift:
    return Shift(line, weekday, 22 * 60, 8 * 60, who, MONDAY)


def whole_week(who: UUID = ANNA, line: int = 1) -> tuple[Shift, ...]:
    return tuple(Shift(line, weekday, 0, DAY, who, MONDAY) for weekday in range(7))


def test_a_shift_across_midnight_ends_on_the_next_day() -> None:
    (duty,) = Roster((night(1),)).duties(days(MONDAY, 7))

    assert duty.time == Interval(local(17, 22), local(18, 6))


def test_a_shift_that_began_before_the_window_reaches_into_it() -> None:
    (duty,) = Roster((night(1),)).duties(days(date(2026, 11, 18), 1))

    assert duty.time == Interval(local(18, 0), local(18, 6))


def test_the_old_roster_s_last_shift_runs_to_its_end() -> None:
    old = Shift(1, 0, 22 * 60, 8 * 60, ANNA, date(2026, 11, 1), MONDAY)
    new = Shift(1, 1, 6 * 60, 12 * 60, BERT, date(2026, 11, 17))

    found = Roster((old, new)).duties(days(MONDAY, 2))

    assert [(duty.account_id, duty.time) for duty in found] == [
        (ANNA, Interval(local(16, 22), local(17, 6))),
        (BERT, Interval(local(17, 6), local(17, 18))),
    ]


def test_around_the_clock_leaves_no_gap() -> None:
    assert Roster(whole_week()).gaps(WINDOW) == ()


def test_a_company_without_a_roster_is_one_gap() -> None:
    assert Roster().gaps(WINDOW) == (WINDOW,)


def test_a_deputy_does_not_fill_the_first_line_s_gap() -> None:
    assert Roster(whole_week(line=2)).gaps(WINDOW) == (WINDOW,)


def test_an_override_by_nobody_opens_a_gap_of_its_length() -> None:
    off = Interval(local(17, 23), local(18, 1))

    assert Roster(whole_week(), (Override(1, off, None),)).gaps(WINDOW) == (off,)


def test_the_later_of_two_overrides_holds() -> None:
    off, back = Interval(local(17, 8), local(17, 12)), Interval(local(17, 9), local(17, 10))

    found = Roster(whole_week(), (Override(1, off, None), Override(1, back, BERT))).duties(off)

    assert found == (Duty(1, back, BERT),)


def test_the_next_on_duty_is_the_deputy_of_the_moment() -> None:
    roster = Roster((*whole_week(ANNA), *whole_week(BERT, line=2)))

    assert (found := roster.next_on_duty(local(16, 10)))
    assert found.account_id == BERT


def test_without_a_deputy_it_is_whoever_answers_first_next() -> None:
    day = tuple(Shift(1, weekday, 8 * 60, 12 * 60, ANNA, MONDAY) for weekday in range(7))
    late = tuple(Shift(1, weekday, 20 * 60, 12 * 60, CARL, MONDAY) for weekday in range(7))

    assert (found := Roster((*day, *late)).next_on_duty(local(16, 10)))
    assert (found.account_id, found.time.start) == (CARL, local(16, 20))


def test_who_is_alone_has_nobody_next() -> None:
    assert Roster(whole_week(ANNA)).next_on_duty(local(16, 10)) is None


def test_at_the_end_of_a_shift_the_next_one_is_on_duty() -> None:
    early, late = Shift(1, 0, 0, 480, ANNA, MONDAY), Shift(1, 0, 480, 480, BERT, MONDAY)

    assert [duty.account_id for duty in Roster((early, late)).on_duty(local(16, 8))] == [BERT]


shifts = st.builds(
    Shift,
    line=st.integers(1, 2),
    weekday=st.integers(0, 6),
    starts=st.integers(0, 47).map(lambda half: half * 30),
    minutes=st.integers(1, 96).map(lambda half: half * 30),
    account_id=st.sampled_from([ANNA, BERT, CARL]),
    valid_from=st.sampled_from([date(2026, 11, 9), MONDAY, date(2026, 11, 19)]),
    valid_to=st.sampled_from([None, date(2026, 11, 18), date(2026, 11, 15)]),
)
overrides = st.builds(
    lambda line, start, length, who: Override(
        line, Interval(WINDOW.start + timedelta(hours=start), WINDOW.start + timedelta(hours=start + length)), who
    ),
    st.integers(1, 2),
    st.integers(0, 150),
    st.integers(1, 40),
    st.sampled_from([None, ANNA, CARL]),
)


def by_looking(roster: Roster, at: datetime, line: int) -> set[UUID]:
    """Who is on the line at the instant, by the plain meaning of the words."""
    standing = [one for one in roster.overrides if one.line == line and at in one.time]
    if standing:
        whose = standing[-1].account_id
        return set() if whose is None else {whose}
    found = set()
    for shift in roster.shifts:
        for back in range(8):
            day = at.astimezone(SHANGHAI).date() - timedelta(days=back)
            begins = midnight(day) + timedelta(minutes=shift.starts)
            if shift.line == line and shift.begins_on(day) and begins <= at < begins + timedelta(minutes=shift.minutes):
                found.add(shift.account_id)
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(shifts, max_size=8), st.lists(overrides, max_size=4))
def test_duties_say_at_each_half_hour_what_the_roster_says(weekly: list[Shift], dated: list[Override]) -> None:
    roster = Roster(tuple(weekly), tuple(dated))
    duties = roster.duties(WINDOW)

    for half in range(0, 8 * 48, 5):
        at = WINDOW.start + timedelta(minutes=30 * half)
        for line in (1, 2):
            assert {one.account_id for one in duties if one.line == line and at in one.time} == by_looking(
                roster, at, line
            )


@settings(max_examples=60, deadline=None)
@given(st.lists(shifts, max_size=8), st.lists(overrides, max_size=4))
def test_gaps_and_first_line_duties_make_up_the_window(weekly: list[Shift], dated: list[Override]) -> None:
    roster = Roster(tuple(weekly), tuple(dated))
    first = [duty.time for duty in roster.duties(WINDOW) if duty.line == FIRST_LINE]

    found = roster.gaps(WINDOW)

    assert union([*first, *found]) == (WINDOW,)
    assert not any(gap.within(time) for gap in found for time in first)


@pytest.mark.parametrize("number", [1, 7, 30])
def test_days_are_local_and_whole(number: int) -> None:
    found = days(MONDAY, number)

    assert (found.start, found.end - found.start) == (local(16, 0), timedelta(days=number))
