"""From where on somebody is behind: by seconds or by rows, whichever is worse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.events.errors import QUEUE_THRESHOLDS
from core.events.thresholds import PAGE, WARN, Thresholds

BOTH = Thresholds(60, 600, 100, 1000)


@pytest.mark.parametrize(
    ("rows", "seconds", "level"),
    [
        (0, 0, None),
        (99, 59.9, None),
        (99, 60, WARN),
        (100, 0, WARN),
        (100, 60, WARN),
        (999, 599.9, WARN),
        (1, 600, PAGE),
        (1000, 0, PAGE),
        (1000, 600, PAGE),
    ],
)
def test_the_worse_counts(rows: int, seconds: float, level: str | None) -> None:
    assert BOTH.level(rows, seconds) == level


@given(rows=st.integers(0, 10**12))
def test_without_a_number_rows_never_alarm(rows: int) -> None:
    assert Thresholds().level(rows, 0) is None


@given(rows=st.integers(0, 2000), more=st.integers(0, 2000), seconds=st.floats(0, 2000), longer=st.floats(0, 2000))
def test_further_behind_is_never_better(rows: int, more: int, seconds: float, longer: float) -> None:
    order = [None, WARN, PAGE]
    assert order.index(BOTH.level(rows, seconds)) <= order.index(BOTH.level(rows + more, seconds + longer))


@pytest.mark.parametrize(
    "given", [(1, 2, None, None), (1, 2, 1, 2), (1, 2, 1, None), (1, 2, None, 1), (120, 300, 5, 6)]
)
def test_a_warning_that_comes_before_its_call_is_good(given: tuple[int, int, int | None, int | None]) -> None:
    assert Thresholds(*given).checked() == Thresholds(*given)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((0, 10, None, None), "warnSeconds"),
        ((10, 10, None, None), "warnSeconds"),
        ((1, 2**31, None, None), "warnSeconds"),
        ((1, 2, 0, None), "warnRows"),
        ((1, 2, 5, 5), "warnRows"),
        ((1, 2, None, 0), "warnRows"),
        ((1, 2, -1, 5), "warnRows"),
        ((1, 2, 1, 2**31), "warnRows"),
    ],
)
def test_another_order_is_refused(given: tuple[int, int, int | None, int | None], field: str) -> None:
    with pytest.raises(Refused) as refused:
        Thresholds(*given).checked()
    assert (refused.value.code, refused.value.field) == (QUEUE_THRESHOLDS, ("input", field))
