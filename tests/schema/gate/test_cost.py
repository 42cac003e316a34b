"""What operations cost, by literal, variable and default."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as st

from schema.gate.cost import Cost, cost
from schema.gate.measure import Walk
from tests.schema.gate.lists import SCHEMA

ASSUMED = 20


def cost_of(source: str) -> Cost:
    """The cost of the first operation in `source`, as a function of its variables."""
    document = parse(source)
    walk = Walk(SCHEMA, document, {}, ASSUMED)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return cost(walk, operation, walk.operation(operation))


@pytest.mark.parametrize(
    ("source", "variables", "expected"),
    [
        ("{unit {name}}", {}, 2),
        ("{cases(first: 50) {id title}}", {}, 101),
        ("{late(last: 50) {id title}}", {}, 101),
        ("{cases {id}}", {}, 11),  # the schema's default
        ("{late {id}}", {}, 21),  # no default: the assumed page
        ("{late(last: null) {id}}", {}, 21),
        ("{unit {cases(first: 3, last: 7) {id}}}", {}, 9),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": 30}, 31),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": 30.0}, 31),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": True}, 21),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": "30"}, 21),
        ("query ($n: Int) {cases(first: $n) {id}}", {}, 21),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": None}, 21),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": [30]}, 21),
        ("query ($n: Int = 30) {cases(first: $n) {id}}", {}, 31),
        ("query ($n: Int = null) {cases(first: $n) {id}}", {}, 21),
        ("query ($n: Int = 30) {cases(first: $n) {id}}", {"n": 2}, 3),
        ("query ($n: Int, $m: Int) {cases(first: $n) {id} late(last: $m) {id}}", {"m": 2, "n": 5}, 9),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": 10**12}, 1_000_000_000),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": 1e300}, 1_000_000_000),
        ("query ($n: Int) {cases(first: $n) {id}}", {"n": -3}, 2),
        ("{cases(first: $undefined) {id}}", {}, 21),
        ("{cases(first: 0) {id}}", {}, 2),
        ("{cases(first: -5) {id}}", {}, 2),
        ("{cases(first: 100) {unit {cases(first: 100) {id}}}}", {}, 10_201),
        ("{...F} fragment F on Query {cases(first: 9) {id}}", {}, 10),
        ("{... on Query {cases {id}} ... {cases {id}}}", {}, 22),
        ("{unknown(first: 9) {id}}", {}, 10),
    ],
)
def test_lists_multiply_what_is_below_them(source: str, variables: dict[str, Any], expected: int) -> None:
    assert cost_of(source)(variables) == expected


@pytest.mark.parametrize("size", ["9" * 9, "9" * 10, "9" * 5_000])
def test_huge_page_sizes_saturate(size: str) -> None:
    assert cost_of(f"{{cases(first: {size}) {{unit {{cases(first: {size}) {{id}}}}}}}}")({}) == 1_000_000_000


@given(st.lists(st.integers(0, 200), min_size=1, max_size=200))
def test_a_variable_costs_what_the_literal_costs(sizes: list[int]) -> None:
    by_variable = cost_of("query ($n: Int) {cases(first: $n) {id unit {late: cases(last: $n) {id}}}}")
    for size in sizes:
        literal = cost_of(f"{{cases(first: {size}) {{id unit {{late: cases(last: {size}) {{id}}}}}}}}")
        assert by_variable({"n": size}) == literal({})
