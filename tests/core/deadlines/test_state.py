from datetime import datetime, timedelta

import pytest

from core.deadlines.budget import Budget, BudgetError, Mode
from core.deadlines.state import ClockError, ClockState, Extension, Pause, Span
from core.deadlines.workdays import CalendarError
from tests.core.deadlines.oracle import at, exactly

START = at("2026-11-16 10:00")


def hour(number: int) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=number)


def paused(*spans: tuple[int, int | None]) -> ClockState:
    pauses = (Pause(hour(since), None if until is None else hour(until), "WAITING") for since, until in spans)
    return ClockState(START, Budget(days=5), pauses=tuple(pauses))


@pytest.mark.parametrize(
    ("spans", "gaps"),
    [
        ([], []),
        ([(2, 4)], [(2, 4)]),
        ([(6, 8), (2, 4)], [(2, 4), (6, 8)]),
        ([(2, 5), (4, 8)], [(2, 8)]),
        ([(2, 9), (4, 5)], [(2, 9)]),
        ([(2, 4), (4, 8)], [(2, 8)]),
        ([(2, None), (4, 5)], [(2, None)]),
        ([(-3, -1)], []),
        ([(-3, 2)], [(0, 2)]),
        ([(3, 3)], []),
    ],
)
def test_gaps_are_the_joined_pauses_after_the_start(
    spans: list[tuple[int, int | None]], gaps: list[tuple[int, int | None]]
) -> None:
    expected = tuple((hour(since), None if until is None else hour(until)) for since, until in gaps)
    assert paused(*spans).gaps == expected


@pytest.mark.parametrize(
    ("until", "spans"),
    [
        (None, [(0, 2), (4, 6), (8, None)]),
        (1, [(0, 1)]),
        (3, [(0, 2)]),
        (5, [(0, 2), (4, 5)]),
        (9, [(0, 2), (4, 6), (8, 9)]),
        (0, []),
        (-1, []),
    ],
)
def test_running_is_what_the_gaps_leave(until: int | None, spans: list[tuple[int, int | None]]) -> None:
    expected: list[Span] = [(hour(since), None if end is None else hour(end)) for since, end in spans]
    state = paused((2, 4), (6, 8))
    assert list(state.running(None if until is None else hour(until))) == expected


def test_a_clock_in_an_open_pause_runs_no_more() -> None:
    assert list(paused((2, None)).running()) == [(START, hour(2))]
    assert list(paused((0, 4)).running()) == [(hour(4), None)]


def test_a_pause_includes_its_begin_and_not_its_end() -> None:
    state = paused((2, 4))
    assert [state.stands_at(hour(n)) for n in (1, 2, 3, 4)] == [False, True, True, False]
    assert paused((2, None)).stands_at(hour(999))


def test_every_extension_adds_to_what_is_granted() -> None:
    three = Extension(Budget(days=3), hour(1))
    assert ClockState(START, Budget(days=5), (three, three)).granted == Budget(days=11)


def test_a_clock_in_days_is_not_extended_in_minutes() -> None:
    with pytest.raises(
        BudgetError, match=exactly("a clock of WORKING days is extended in WORKING days, not in CLOCK minutes")
    ):
        ClockState(START, Budget(days=5), (Extension(Budget(minutes=60, mode=Mode.CLOCK), hour(1)),))


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ClockError) as refused:
        paused((4, 2))
    assert (
        str(refused.value) == "a pause ends at 2026-11-16 12:00:00+08:00 before it begins at 2026-11-16 14:00:00+08:00"
    )


def test_a_start_without_offset_is_refused() -> None:
    with pytest.raises(
        CalendarError, match=exactly("2026-11-16T10:00:00 has no offset: write it like 2026-11-22T09:30:00+08:00")
    ):
        ClockState(START.replace(tzinfo=None), Budget(days=5))
