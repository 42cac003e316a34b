"""The size of operations."""

import time
from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from schema.gate.measure import Measure, TooNested, Walk


@strawberry.type
class Case:
    id: str
    title: str
    unit: "Unit | None"


@strawberry.type
class Unit:
    name: str
    parent: "Unit | None"

    @strawberry.field
    def cases(self, first: int | None = strawberry.UNSET, last: int | None = strawberry.UNSET) -> list[Case]:
        return []


@strawberry.type
class Query:
    unit: Unit | None

    @strawberry.field
    def cases(self, first: int = 10, after: str | None = None) -> list[Case]:
        return []

    @strawberry.field
    def late(self, last: int | None = None) -> list[Case]:
        return []


SCHEMA = strawberry.Schema(Query)._schema
ASSUMED = 20


def measured(source: str, values: dict[str, Any] | None = None) -> Measure:
    """All operations and unused fragments of `source` together."""
    document = parse(source)
    walk = Walk(SCHEMA, document, values or {}, ASSUMED)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return sum([*map(walk.operation, operations), *walk.unused()], Measure())


def test_fields_aliases_and_depth_are_counted_through_fragments() -> None:
    measure = measured("{a: unit {...U ... on Unit {b: name}}} fragment U on Unit {name parent {name}}")
    assert (measure.fields, measure.aliases, measure.depth) == (5, 2, 3)


def test_directives_count_wherever_they_stand() -> None:
    source = (
        "query Q($a: Int @one) @two {unit @three {...U @four ... @five {name @six}}} fragment U on Unit @seven {name}"
    )
    assert measured(source).directives == 7


def test_several_operations_count_together_and_so_do_unused_fragments() -> None:
    measure = measured("query A {unit {name}} query B {unit {name}} fragment U on Unit {x: name parent {name}}")
    assert (measure.fields, measure.aliases, measure.depth) == (7, 1, 2)


@pytest.mark.parametrize(
    ("source", "values", "cost"),
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
        ("{cases(first: 0) {id}}", {}, 2),
        ("{cases(first: -5) {id}}", {}, 2),
        ("{cases(first: 100) {unit {cases(first: 100) {id}}}}", {}, 10_201),
        ("{...F} fragment F on Query {cases(first: 9) {id}}", {}, 10),
        ("{... on Query {cases {id}} ... {cases {id}}}", {}, 22),
        ("{unknown(first: 9) {id}}", {}, 10),
    ],
)
def test_lists_multiply_what_is_below_them(source: str, values: dict[str, Any], cost: int) -> None:
    assert measured(source, values).cost == cost


@pytest.mark.parametrize("size", ["9" * 9, "9" * 10, "9" * 5_000])
def test_huge_page_sizes_saturate(size: str) -> None:
    assert measured(f"{{cases(first: {size}) {{unit {{cases(first: {size}) {{id}}}}}}}}").cost == 1_000_000_000


def test_what_depends_on_variables_says_so() -> None:
    assert measured("query ($n: Int) {unit {...U}} fragment U on Unit {cases(first: $n) {id}}").by_variables
    assert not measured("query ($n: String) {cases(first: 5, after: $n) {id}}").by_variables


@pytest.mark.parametrize(
    "source", ["{__schema {description}}", '{unit {name} ...F} fragment F on Query {__type(name: "A") {name}}']
)
def test_introspection_is_noticed(source: str) -> None:
    assert measured(source).introspects


def test_the_standard_introspection_query_is_not_deep() -> None:
    measure = measured(get_introspection_query(specified_by_url=True, input_value_deprecation=True))
    assert measure.introspects
    assert measure.depth == 1
    assert measure.fields < 400


def test_typename_is_an_ordinary_field() -> None:
    measure = measured("{__typename unit {__typename}}")
    assert (measure.introspects, measure.fields) == (False, 3)


def test_doubling_fragments_are_measured_at_once() -> None:
    fragments = " ".join(f"fragment F{n} on Unit {{...F{n + 1} ...F{n + 1}}}" for n in range(30))
    source = f"{{unit {{...F0}}}} {fragments} fragment F30 on Unit {{name}}"
    start = time.perf_counter()
    measure = measured(source)
    assert time.perf_counter() - start < 0.25
    assert measure.fields == 1_000_000_000


def test_undefined_and_circular_fragments_count_nothing() -> None:
    assert measured("{unit {...Nope name}}").fields == 2
    assert measured("{unit {...A}} fragment A on Unit {name ...B} fragment B on Unit {name ...A}").fields == 3


@pytest.mark.parametrize(
    "source",
    [
        "{unit {" + "parent {" * 120 + "name" + "}" * 122,
        "{unit {...F0}} " + " ".join(f"fragment F{n} on Unit {{...F{n + 1}}}" for n in range(300)),
    ],
)
def test_nesting_beyond_reason_ends_the_walk(source: str) -> None:
    with pytest.raises(TooNested):
        measured(source)


def test_repetitions_of_one_field_count_as_pairs() -> None:
    assert measured("{unit {name name ... {name}}}").overlaps == 3
    assert measured("{unit {name x: name}}").overlaps == 0


@given(
    st.recursive(
        st.just("name"),
        lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda s: f"parent {{{' '.join(s)}}}"),
    )
)
def test_spreading_a_fragment_measures_like_writing_it_out(selection: str) -> None:
    written = measured(f"{{unit {{{selection}}}}}")
    spread = measured(f"{{unit {{...F}}}} fragment F on Unit {{{selection}}}")
    assert written == spread
