"""Interval arithmetic, held against counting minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.utility_queues.intervals import Interval, gaps, subtract, union

ZERO = datetime(2026, 11, 16, tzinfo=UTC)


def at(minute: int) -> datetime:
    return ZERO + timedelta(minutes=minute)


def span(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def minutes(intervals: tuple[Interval, ...]) -> set[int]:
    return {m for one in intervals for m in range(-60, 200) if at(m) in one}


spans = st.tuples(st.integers(0, 100), st.integers(1, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
several = st.lists(spans, max_size=12)


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    one = span(0, 10)

    assert (at(0) in one, at(10) in one) == (True, False)


@pytest.mark.parametrize("end", [0, -1])
def test_an_interval_without_time_is_refused(end: int) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        span(0, end)


@given(several)
def test_a_union_is_the_same_time_in_disjoint_pieces_with_pauses_between(intervals: list[Interval]) -> None:
    found = union(intervals)

    assert minutes(found) == minutes(tuple(intervals))
    assert all(one.end < other.start for one, other in pairwise(found))


@given(spans, several)
def test_what_is_left_is_the_time_in_one_and_in_no_other(one: Interval, taken: list[Interval]) -> None:
    left = subtract(one, taken)

    assert minutes(left) == minutes((one,)) - minutes(tuple(taken))
    assert list(left) == sorted(left)


@given(spans, several)
def test_gaps_and_cover_share_the_window_between_them(window: Interval, covered: list[Interval]) -> None:
    inside = [part for one in covered if (part := one.within(window))]
    found = gaps(window, covered)

    assert union([*found, *inside]) == (window,)
    assert minutes(found).isdisjoint(minutes(tuple(inside)))


@given(spans, spans)
def test_two_meet_where_their_union_is_one(one: Interval, other: Interval) -> None:
    assert one.meets(other) == (len(union([one, other])) == 1)
