"""An inbox keeps order and its bound, whatever is put and taken."""

from hypothesis import given
from hypothesis import strategies as st

from core.events.inbox import Inbox

steps = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40)


@given(steps, st.integers(1, 12))
def test_everything_comes_out_in_order_until_it_was_too_much(steps: list[int | None], limit: int) -> None:
    """`None` takes a batch, a number puts one of that size."""
    inbox, put, taken = Inbox[int](limit), 0, list[int]()
    for size in steps:
        if size is None:
            taken += inbox.take() or []
        else:
            inbox.put(list(range(put, put + size)))
            put += size
        assert inbox.held == sum(map(len, inbox.waiting)) <= limit
        assert taken == list(range(len(taken)))
        assert inbox.late or len(taken) + inbox.held == put


def test_it_is_late_for_good() -> None:
    inbox = Inbox[int](3)
    inbox.put([1, 2])
    inbox.put([3, 4])
    inbox.put([5])

    assert (inbox.late, inbox.take()) == (True, None)


def test_whoever_waits_is_told() -> None:
    inbox = Inbox[int](3)
    assert inbox.take() is None
    assert not inbox.news.is_set()

    inbox.put([1])

    assert inbox.news.is_set()
    assert inbox.take() == [1]
