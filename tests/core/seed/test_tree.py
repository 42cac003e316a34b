"""Paths derived from parents: every path is its parent's path and its own code."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.seed.table import SeedError
from core.seed.tree import paths


@dataclass(frozen=True)
class Twig:
    code: str
    parent: str | None


@st.composite
def forests(draw: st.DrawFn) -> list[Twig]:
    size = draw(st.integers(1, 25))
    above = [draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None for n in range(size)]
    return draw(st.permutations([Twig(f"n{n}", None if p is None else f"n{p}") for n, p in enumerate(above)]))


@given(forests())
def test_a_path_is_the_parents_path_and_the_own_code_and_parents_come_first(forest: list[Twig]) -> None:
    derived = paths(forest)
    order = list(derived)

    assert len(derived) == len(forest)
    for twig in forest:
        assert derived[twig.code] == ("" if twig.parent is None else derived[twig.parent]) + "/" + twig.code
        assert twig.parent is None or order.index(twig.parent) < order.index(twig.code)


def test_a_missing_parent_is_named() -> None:
    with pytest.raises(SeedError) as refused:
        paths([Twig("a", "b")])

    assert str(refused.value) == "a lies under b, which does not exist; add b or mend the parent"


def test_a_circle_is_named() -> None:
    with pytest.raises(SeedError) as refused:
        paths([Twig("a", "b"), Twig("b", "a")])

    assert str(refused.value) == "a lies under itself by way of a; mend one of the parents"
