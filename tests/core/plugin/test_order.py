"""Plug-ins come after what they require, and otherwise in the order of the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plugin.order import Circle, load_order


def test_without_requirements_the_file_decides() -> None:
    assert load_order({"c": (), "a": (), "b": ()}) == ("c", "a", "b")


def test_what_is_required_comes_first_and_moves_nobody_else() -> None:
    assert load_order({"a": ("d",), "b": (), "c": (), "d": ()}) == ("b", "c", "d", "a")


@pytest.mark.parametrize(
    ("requires", "circle"),
    [({"a": ("a",)}, "a requires a"), ({"a": ("b",), "b": ("a",), "c": ()}, "a requires b requires a")],
)
def test_a_circle_is_named(requires: dict[str, tuple[str, ...]], circle: str) -> None:
    with pytest.raises(Circle) as caught:
        load_order(requires)

    assert set(str(caught.value).split(" requires ")) == set(circle.split(" requires "))


def test_a_circle_is_told_in_its_direction() -> None:
    with pytest.raises(Circle) as caught:
        load_order({"a": ("b",), "b": ("c",), "c": ("a",)})

    told = str(caught.value)
    assert told in {
        "a requires b requires c requires a",
        "b requires c requires a requires b",
        "c requires a requires b requires c",
    }


@given(st.permutations(range(8)), st.data())
def test_every_order_is_complete_and_holds_what_is_required(names: list[int], data: st.DataObject) -> None:
    requires = {
        str(name): tuple(str(other) for other in data.draw(st.sets(st.sampled_from(range(8)))) if other < name)
        for name in names
    }

    order = load_order(requires)

    assert sorted(order) == sorted(requires)
    assert all(order.index(needed) < order.index(name) for name in requires for needed in requires[name])
