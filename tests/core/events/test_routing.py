"""An event goes to the queue of its unit, or of the nearest unit above, and nothing of discipline inspection to any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events.routing import QueueBook

BOOK = QueueBook({"/ta": "unit:ta", "/ta/water": "unit:water"})
paths = st.lists(st.sampled_from("abc"), max_size=5).map(lambda parts: "".join(f"/{part}" for part in parts))
books = st.sets(paths.filter(bool)).map(lambda found: QueueBook({path: f"unit:{path}" for path in found}))


@pytest.mark.parametrize(
    ("path", "queue"),
    [
        ("/ta/water", "unit:water"),
        ("/ta/water/east", "unit:water"),
        ("/ta/waterway", "unit:ta"),
        ("/ta", "unit:ta"),
        ("/tb", None),
        ("", None),
    ],
)
def test_the_nearest_queue_is_found(path: str, queue: str | None) -> None:
    assert BOOK.nearest(path) == queue


@given(books, paths)
def test_the_nearest_is_the_longest_path_that_leads_there(book: QueueBook, path: str) -> None:
    above = [one for one in book.by_path if path == one or path.startswith(f"{one}/")]

    assert book.nearest(path) == (book.by_path[max(above, key=len)] if above else None)


def test_each_queue_is_chosen_once_and_in_order() -> None:
    assert BOOK.chosen(2, ["/ta/water/east", "/ta/water", "/ta/power"], ["tourism:desk", "tourism:desk"]) == [
        "tourism:desk", "unit:ta", "unit:water",
    ]  # fmt: skip


def test_what_goes_to_discipline_inspection_reaches_no_unit() -> None:
    assert BOOK.chosen(3, ["/ta/water"]) == []
    assert BOOK.chosen(3, ["/ta/water"], ["inspection:desk"]) == ["inspection:desk"]


def test_without_queues_nothing_is_chosen() -> None:
    assert QueueBook().chosen(0, ["/ta/water"]) == []
    assert not QueueBook()
