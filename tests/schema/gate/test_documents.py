"""The document cache."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.gate.documents import Documents


class Maker:
    """Makes values and remembers for which sources."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, source: str) -> str:
        self.made.append(source)
        return source.upper()


def test_a_document_is_made_once() -> None:
    documents, maker = Documents[str](), Maker()
    assert [documents.get("a", maker) for _ in range(4)] == ["A"] * 4
    assert maker.made == ["a"]


def test_a_flood_of_new_documents_does_not_push_out_those_in_use() -> None:
    documents, maker = Documents[str](probation=10, kept=10), Maker()
    documents.get("used", maker)
    documents.get("used", maker)
    for number in range(1_000):
        documents.get(f"new {number}", maker)
    assert "used" in documents
    assert maker.made.count("used") == 1


def test_the_least_recently_used_goes_first() -> None:
    documents, maker = Documents[str](probation=3, kept=2), Maker()
    for source in "aabbac":  # a and b are kept, a was used last
        documents.get(source, maker)
    documents.get("c", maker)
    assert [source in documents for source in "abc"] == [True, False, True]


def test_what_fails_is_not_held() -> None:
    documents = Documents[str]()

    def fail(source: str) -> str:
        raise ValueError(source)

    for _ in range(2):
        with pytest.raises(ValueError, match="a"):
            documents.get("a", fail)
    assert "a" not in documents


@given(st.lists(st.text(min_size=1, max_size=8), max_size=200))
def test_neither_segment_outgrows_its_weight(sources: list[str]) -> None:
    documents, maker = Documents[str](probation=20, kept=30), Maker()
    for source in sources:
        assert documents.get(source, maker) == source.upper()
        held = [text for text in set(sources) if text in documents]
        assert sum(map(len, held)) <= 50
