from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import SHANGHAI
from core.deadlines.arithmetic import Due, Usage, YellowRule, after_import, due, usage, yellow
from core.deadlines.budget import Budget, Mode
from core.deadlines.calendar import Calendar
from core.deadlines.state import ClockState, Extension, Pause
from tests.core.deadlines.oracle import (
    ZONES,
    Gap,
    at,
    due_in_days,
    due_in_minutes,
    instants,
    minutes,
    prove,
)

MODES = st.sampled_from(Mode)
BUDGETS = st.one_of(
    st.builds(Budget, days=st.integers(1, 15), mode=MODES),
    st.builds(Budget, minutes=st.integers(1, 4000), mode=MODES),
)
GAPS = st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 6000)), max_size=4)


def pauses(start: datetime, gaps: list[tuple[int, int]]) -> tuple[Pause, ...]:
    """Pauses so many minutes after the start, so many minutes long; they may touch and overlap."""
    begins = (start + timedelta(minutes=after) for after, _ in gaps)
    return tuple(
        Pause(begin, begin + timedelta(minutes=length), "WAITING")
        for begin, (_, length) in zip(begins, gaps, strict=True)
    )


def spans(state: ClockState) -> list[Gap]:
    return [(pause.since, pause.until) for pause in state.pauses]


def instant_of(answer: Due) -> datetime:
    assert answer.at is not None
    return answer.at


@prove(60)
@given(start=minutes(), granted=st.integers(1, 900), working=st.booleans(), gaps=GAPS)
def test_minutes_are_due_where_counting_each_of_them_ends(
    calendar: Calendar, start: datetime, granted: int, working: bool, gaps: list[tuple[int, int]]
) -> None:
    budget = Budget(minutes=granted, mode=Mode.WORKING if working else Mode.CLOCK)
    state = ClockState(start, budget, pauses=pauses(start, gaps))
    assert due(state, calendar).at == due_in_minutes(start, granted, spans(state), working=working)


@prove(40)
@given(start=minutes(), granted=st.integers(1, 12), gaps=GAPS)
def test_days_are_due_where_counting_each_close_of_office_ends(
    calendar: Calendar, start: datetime, granted: int, gaps: list[tuple[int, int]]
) -> None:
    state = ClockState(start, Budget(days=granted), pauses=pauses(start, gaps))
    assert due(state, calendar).at == due_in_days(start, granted, spans(state))


@prove(300)
@given(start=instants(), budget=BUDGETS, gaps=GAPS, more=GAPS)
def test_a_pause_never_makes_a_clock_due_earlier(
    calendar: Calendar,
    start: datetime,
    budget: Budget,
    gaps: list[tuple[int, int]],
    more: list[tuple[int, int]],
) -> None:
    without = ClockState(start, budget, pauses=pauses(start, gaps))
    with_more = ClockState(start, budget, pauses=pauses(start, [*gaps, *more]))
    assert instant_of(due(without, calendar)) <= instant_of(due(with_more, calendar))


@prove(300)
@given(start=instants(), budget=BUDGETS, gaps=GAPS, added=st.integers(1, 10))
def test_an_extension_before_or_after_a_pause_gives_the_same_due(
    calendar: Calendar, start: datetime, budget: Budget, gaps: list[tuple[int, int]], added: int
) -> None:
    extra = Budget(**{budget.unit: added}, mode=budget.mode)
    stands = pauses(start, gaps)
    early = ClockState(start, budget, (Extension(extra, start),), stands)
    late = ClockState(start, budget, (Extension(extra, start + timedelta(365)),), stands[::-1])
    granted_at_once = ClockState(start, budget.plus(extra), (), stands)
    assert due(early, calendar) == due(late, calendar) == due(granted_at_once, calendar)
    assert instant_of(due(early, calendar)) >= instant_of(due(ClockState(start, budget, (), stands), calendar))


@prove(200)
@given(start=instants(), budget=BUDGETS, gaps=GAPS)
def test_the_zone_of_the_input_is_irrelevant(
    calendar: Calendar, start: datetime, budget: Budget, gaps: list[tuple[int, int]]
) -> None:
    states = [ClockState(start.astimezone(zone), budget, pauses=pauses(start.astimezone(zone), gaps)) for zone in ZONES]
    answers = [due(state, calendar) for state in states]
    assert len(set(answers)) == 1
    assert instant_of(answers[0]).tzinfo is SHANGHAI
    assert len({yellow(state, calendar, YellowRule()) for state in states}) == 1


@prove(300)
@given(start=instants(), budget=BUDGETS, gaps=GAPS)
def test_at_due_all_is_used_and_just_before_it_is_not(
    calendar: Calendar, start: datetime, budget: Budget, gaps: list[tuple[int, int]]
) -> None:
    state = ClockState(start, budget, pauses=pauses(start, gaps))
    end = instant_of(due(state, calendar))
    assert usage(state, calendar, end).remaining == pytest.approx(0)
    assert not state.stands_at(end)
    if (budget.unit, budget.mode) == ("days", Mode.CLOCK):
        return  # its last day may be one of rest, and due some days later
    assert usage(state, calendar, end).consumed == pytest.approx(budget.amount)
    if not state.stands_at(end - timedelta(microseconds=1)):
        assert usage(state, calendar, end - timedelta(microseconds=1)).remaining > 0


@prove(200)
@given(start=instants(), budget=BUDGETS, gaps=GAPS, when=st.tuples(st.integers(0, 20000), st.integers(0, 20000)))
def test_use_only_grows(
    calendar: Calendar, start: datetime, budget: Budget, gaps: list[tuple[int, int]], when: tuple[int, int]
) -> None:
    state = ClockState(start, budget, pauses=pauses(start, gaps))
    earlier, later = sorted(when)
    before = usage(state, calendar, start + timedelta(minutes=earlier))
    assert before.consumed <= usage(state, calendar, start + timedelta(minutes=later)).consumed


@prove(300)
@given(start=instants(), budget=BUDGETS, gaps=GAPS, days=st.integers(1, 5))
def test_the_yellow_card_lies_between_start_and_due(
    calendar: Calendar, start: datetime, budget: Budget, gaps: list[tuple[int, int]], days: int
) -> None:
    state = ClockState(start, budget, pauses=pauses(start, gaps))
    card = instant_of(yellow(state, calendar, YellowRule(days, 0.75)))
    assert start <= card < instant_of(due(state, calendar)) or card == start


@pytest.mark.parametrize(
    ("start", "budget", "days", "card"),
    [
        ("2026-11-20 17:55", Budget(days=5), 1, "2026-11-26 18:00"),
        ("2026-11-20 17:55", Budget(days=5), 3, "2026-11-24 18:00"),
        ("2026-09-30 10:00", Budget(days=1), 1, "2026-09-30 18:00"),
        ("2026-11-20 19:00", Budget(days=1), 1, "2026-11-20 19:00"),
        ("2026-11-20 17:55", Budget(days=2), 3, "2026-11-20 17:55"),
        ("2026-11-20 17:55", Budget(minutes=240), 1, "2026-11-23 11:55"),
        ("2026-10-02 03:00", Budget(minutes=1440, mode=Mode.CLOCK), 1, "2026-10-02 21:00"),
        ("2004-01-01 10:00", Budget(days=1), 1, "2004-01-01 10:00"),
    ],
)
def test_the_yellow_card_shows(calendar: Calendar, start: str, budget: Budget, days: int, card: str) -> None:
    assert yellow(ClockState(at(start), budget), calendar, YellowRule(days, 0.75)) == Due(at(card))


def test_the_yellow_card_leaves_paused_days_out(calendar: Calendar) -> None:
    pause = Pause(at("2026-11-18 10:00"), at("2026-11-20 10:00"), "WAITING")
    state = ClockState(at("2026-11-16 10:00"), Budget(days=2), pauses=(pause,))
    assert due(state, calendar) == Due(at("2026-11-20 18:00"))
    assert yellow(state, calendar, YellowRule()) == Due(at("2026-11-17 18:00"))


@pytest.mark.parametrize(
    ("since", "until", "end"),
    [
        ("2026-11-17 18:00", "2026-11-18 09:00", "2026-11-19 18:00"),  # holds the close it begins with
        ("2026-11-17 18:01", "2026-11-18 18:00", "2026-11-18 18:00"),  # and not the one it ends with
        ("2026-11-18 18:00", "2026-11-23 09:00", "2026-11-23 18:00"),  # begun at the due instant: in time
        ("2026-11-18 18:01", "2026-11-23 09:00", "2026-11-18 18:00"),  # begun after it: too late
        ("2026-11-14 09:00", "2026-11-16 09:00", "2026-11-18 18:00"),  # over before the start
    ],
)
def test_a_pause_adds_the_days_whose_close_lies_in_it(calendar: Calendar, since: str, until: str, end: str) -> None:
    state = ClockState(at("2026-11-16 10:00"), Budget(days=2), pauses=(Pause(at(since), at(until), "WAITING"),))
    assert due(state, calendar) == Due(at(end))


def test_a_pause_at_the_due_minute_moves_it_to_the_resumption(calendar: Calendar) -> None:
    pause = Pause(at("2026-10-02 03:30"), at("2026-10-02 05:00"), "WAITING")
    budget = Budget(minutes=30, mode=Mode.CLOCK)
    state = ClockState(at("2026-10-02 03:00"), budget, pauses=(pause,))
    assert due(state, calendar) == Due(at("2026-10-02 05:00"))


@pytest.mark.parametrize("budget", [Budget(days=5), Budget(days=5, mode=Mode.CLOCK), Budget(minutes=2100)])
def test_an_open_pause_hides_the_due_instant(calendar: Calendar, budget: Budget) -> None:
    state = ClockState(at("2026-11-16 10:00"), budget, pauses=(Pause(at("2026-11-17 10:00"), None, "WAITING"),))
    end = due(state, calendar)
    assert end == Due(None)
    assert not end.is_breached_at(at("2030-01-01 00:00"))
    assert yellow(state, calendar, YellowRule()) == Due(None)


def test_an_open_pause_after_due_hides_nothing(calendar: Calendar) -> None:
    state = ClockState(at("2026-11-16 10:00"), Budget(days=1), pauses=(Pause(at("2026-11-17 18:01"), None, "WAITING"),))
    assert due(state, calendar) == Due(at("2026-11-17 18:00"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16 10:00", 7, "2026-11-23 18:00"),
        ("2026-11-16 10:00", 5, "2026-11-23 18:00"),  # Saturday, moved to Monday
        ("2026-09-29 10:00", 7, "2026-10-08 18:00"),  # in the National Day holidays
        ("2026-09-15 10:00", 5, "2026-09-20 18:00"),  # a make-up Sunday is worked
    ],
)
def test_civil_days_end_on_a_working_day(calendar: Calendar, start: str, days: int, end: str) -> None:
    assert due(ClockState(at(start), Budget(days=days, mode=Mode.CLOCK)), calendar) == Due(at(end))


@pytest.mark.parametrize(("until", "end"), [("2026-11-24 09:00", "2026-11-24 18:00"), (None, None)])
def test_a_pause_over_the_day_a_civil_end_moves_to_moves_it_on(
    calendar: Calendar, until: str | None, end: str | None
) -> None:
    pause = Pause(at("2026-11-22 09:00"), until and at(until), "WAITING")  # type: ignore[arg-type]
    state = ClockState(at("2026-11-16 10:00"), Budget(days=5, mode=Mode.CLOCK), pauses=(pause,))
    assert due(state, calendar).at == (end and at(end))


@pytest.mark.parametrize(
    ("days", "since", "until", "end"),
    [
        (7, "2026-11-18 18:00", "2026-11-19 09:00", "2026-11-24 18:00"),  # holds the close it begins with
        (7, "2026-11-18 18:01", "2026-11-19 18:00", "2026-11-23 18:00"),  # and not the one it ends with
        (7, "2026-11-18 17:59", "2026-11-19 18:01", "2026-11-25 18:00"),
        (5, "2026-11-23 18:00", "2026-11-24 09:00", "2026-11-24 18:00"),  # begins at the close the end moved to
        (5, "2026-11-23 18:01", "2026-11-24 09:00", "2026-11-23 18:00"),
    ],
)
def test_a_pause_adds_the_civil_days_whose_close_lies_in_it(
    calendar: Calendar, days: int, since: str, until: str, end: str
) -> None:
    pause = Pause(at(since), at(until), "WAITING")
    state = ClockState(at("2026-11-16 10:00"), Budget(days=days, mode=Mode.CLOCK), pauses=(pause,))
    assert due(state, calendar) == Due(at(end))


def test_elapsed_minutes_ask_no_calendar_and_are_never_provisional(calendar: Calendar) -> None:
    state = ClockState(at("2099-12-31 23:00"), Budget(minutes=120, mode=Mode.CLOCK))
    assert due(state, calendar) == Due(at("2100-01-01 01:00"))


def test_usage_in_days_and_minutes(calendar: Calendar) -> None:
    start, now = at("2026-11-20 17:00"), at("2026-11-23 10:30")
    assert usage(ClockState(start, Budget(days=5)), calendar, now) == Usage(5, 0, 5)
    assert usage(ClockState(start, Budget(minutes=240)), calendar, now) == Usage(240, 150.0, 90.0)
    assert usage(ClockState(start, Budget(minutes=60)), calendar, now) == Usage(60, 150.0, 0)
    assert usage(ClockState(start, Budget(days=5)), calendar, start - timedelta(1)) == Usage(5, 0, 5)


@pytest.mark.parametrize(
    ("before", "computed", "kept"),
    [
        ("2027-01-05 18:00", "2027-01-06 18:00", "2027-01-06 18:00"),  # later: as computed
        ("2027-01-05 18:00", "2027-01-04 18:00", "2027-01-04 18:00"),  # earlier, but well ahead
        ("2026-12-25 18:00", "2026-12-22 18:00", "2026-12-24 18:00"),  # not nearer than a working day
        ("2026-12-23 18:00", "2026-12-22 18:00", "2026-12-23 18:00"),  # it was nearer itself: stays
        ("2026-12-22 18:00", "2026-12-21 18:00", "2026-12-22 18:00"),  # breached already: stays breached
    ],
)
def test_an_import_never_brings_a_due_date_nearer_than_a_working_day(
    calendar: Calendar, before: str, computed: str, kept: str
) -> None:
    now = datetime(2026, 12, 23, 2, tzinfo=UTC)
    assert after_import(Due(at(before), True), Due(at(computed)), calendar, now) == Due(at(kept))


def test_an_import_leaves_paused_clocks_without_due(calendar: Calendar) -> None:
    now, some = at("2026-12-23 10:00"), Due(at("2027-01-05 18:00"))
    assert after_import(Due(None), some, calendar, now) == some
    assert after_import(some, Due(None), calendar, now) == Due(None)
