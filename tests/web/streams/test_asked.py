"""Which subscriptions ask for the same."""

from typing import Any

import pytest
from graphql import parse

from schema.gate.gate import Admitted
from web.streams.asked import asked

FOLLOW = """subscription A($after: String, $filter: F, $size: Int, $deep: Boolean!) {
  shared(after: $after, filter: $filter) { number ...More }
}
fragment More on Shared { text(size: $size) @include(if: $deep) }
subscription B($other: Int) { shared { text(size: $other) } }
"""


def of(name: str | None = "A", source: str = FOLLOW, language: str = "zh", **variables: Any) -> object:
    admitted = object.__new__(Admitted)
    for field, value in {"source": source, "document": parse(source), "name": name}.items():
        object.__setattr__(admitted, field, value)
    return asked(admitted, variables, language)


def test_the_arguments_of_the_root_field_choose_the_feed_and_nothing_else() -> None:
    assert of(after="1", filter={"kind": "X"}, size=1, deep=True) == of(after="2", size=1, deep=True)


@pytest.mark.parametrize(
    "other", [of(size=2, deep=True), of(size=1, deep=False), of("B", size=1, deep=True), of(language="en", size=1, deep=True),
              of(source=FOLLOW + " ", size=1, deep=True)],
)  # fmt: skip
def test_whatever_else_differs_does(other: object) -> None:
    assert of(size=1, deep=True) != other


def test_variables_of_another_operation_do_not_count() -> None:
    assert of(other=1) == of(other=2)
    assert of("B", other=1) != of("B", other=2)
