"""Who is on duty and whose turn it is: the rules against a plain count of minutes."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from core.clock import SHANGHAI
from core.deadlines.seed import SEED_YEARS, seed_days
from core.deadlines.workdays import WorkDays
from plugins.legal_desk.roster import DAY, Candidate, Entry, Shift, in_turn, on_duty

WORKDAYS = WorkDays(seed_days(), SEED_YEARS)
FIRST, LAST = date(2026, 9, 20), date(2026, 10, 20)
"""National Day with its make-up Sunday and Saturday lies between."""

days = st.dates(FIRST, LAST)
minutes = st.integers(0, DAY - 1)
shifts = st.builds(
    Shift,
    first=days,
    last=st.none() | days,
    weekdays=st.frozensets(st.integers(1, 7)),
    working_days_only=st.booleans(),
    begins=minutes,
    minutes=st.integers(1, DAY),
)
instants = st.builds(
    lambda day, minute: datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minute), days, minutes
)
lawyers = st.integers(1, 6).map(lambda number: UUID(int=number))


def at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minute)


def begins_on(shift: Shift, day: date) -> bool:
    """The rule in words."""
    if not shift.first <= day <= (shift.last or date.max):
        return False
    if shift.working_days_only and not WORKDAYS.is_working(day):
        return False
    return not shift.weekdays or day.isoweekday() in shift.weekdays


def minutes_of(shift: Shift, day: date) -> set[datetime]:
    return {at(day, shift.begins + one) for one in range(shift.minutes)} if begins_on(shift, day) else set()


@given(shifts, instants)
def test_a_shift_runs_in_exactly_its_minutes(shift: Shift, instant: datetime) -> None:
    covered = minutes_of(shift, instant.date()) | minutes_of(shift, instant.date() - timedelta(days=1))

    assert (shift.until(instant, WORKDAYS.is_working) is not None) == (instant in covered)


@given(shifts, instants)
def test_it_ends_when_it_says(shift: Shift, instant: datetime) -> None:
    end = shift.until(instant, WORKDAYS.is_working)

    if end is not None:
        assert instant < end <= instant + timedelta(minutes=shift.minutes)
        assert shift.until(end - timedelta(seconds=1), WORKDAYS.is_working) is not None


def test_a_night_shift_belongs_to_the_day_it_begins_on() -> None:
    friday = Shift(first=FIRST, weekdays=frozenset({5}), begins=22 * 60, minutes=8 * 60)

    ends = [friday.until(at(date(2026, 11, 20 + day), minute), WORKDAYS.is_working)
            for day, minute in ((0, 22 * 60 - 1), (0, 22 * 60), (1, 6 * 60 - 1), (1, 6 * 60), (1, 22 * 60))]  # fmt: skip

    saturday = at(date(2026, 11, 21), 6 * 60)
    assert ends == [None, saturday, saturday, None, None]


def test_working_days_are_those_of_the_calendar_not_of_the_week() -> None:
    office = Shift(first=FIRST, working_days_only=True, begins=9 * 60, minutes=8 * 60)

    on = [day for day in range(1, 12) if office.until(at(date(2026, 10, day), 600), WORKDAYS.is_working)]

    assert on == [day for day in range(1, 12) if WORKDAYS.is_working(date(2026, 10, day))]
    assert 1 not in on
    assert 10 in on, "a Saturday that is worked"


entries = st.lists(st.builds(Entry, lawyers, st.integers(1, 9), shifts), max_size=8)


@given(entries, instants)
def test_everybody_whose_shift_runs_is_on_duty_once(roster: list[Entry], instant: datetime) -> None:
    running = [one for one in roster if one.shift.until(instant, WORKDAYS.is_working)]

    found = on_duty(roster, instant, WORKDAYS.is_working)

    assert [one.lawyer_id for one in found] == sorted({one.lawyer_id for one in running})
    for one in found:
        own = [entry for entry in running if entry.lawyer_id == one.lawyer_id]
        assert one.capacity == max(entry.capacity for entry in own)
        assert one.until == max(entry.shift.until(instant, WORKDAYS.is_working) or instant for entry in own)


candidates = st.lists(
    st.builds(Candidate, lawyers, st.integers(1, 5), st.integers(0, 6), st.none() | instants),
    max_size=6,
    unique_by=lambda one: one.lawyer_id,
)


@given(candidates)
def test_nobody_gets_more_than_they_take(some: list[Candidate]) -> None:
    assert {one.lawyer_id for one in in_turn(some)} == {one.lawyer_id for one in some if one.open < one.capacity}


@given(candidates)
def test_the_fewest_open_ones_come_first_then_who_waited_longest(some: list[Candidate]) -> None:
    turn = in_turn(some)

    assert [one.open for one in turn] == sorted(one.open for one in turn)
    for before, after in pairwise(turn):
        if before.open == after.open and after.last_assigned_at is not None:
            assert before.last_assigned_at is None or before.last_assigned_at <= after.last_assigned_at


@given(candidates, st.randoms())
def test_the_same_facts_give_the_same_lawyer_in_whatever_order(some: list[Candidate], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert in_turn(shuffled) == in_turn(some)
