"""The size of operations."""

import time

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from schema.gate.measure import Measure, TooNested, Walk
from tests.schema.gate.lists import SCHEMA

ASSUMED = 20


def measured(source: str) -> Measure:
    """All operations and unused fragments of `source` together."""
    document = parse(source)
    walk = Walk(SCHEMA, document, {}, ASSUMED)
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


def test_a_measure_names_the_variables_that_size_its_pages() -> None:
    source = "query ($n: Int, $m: Int, $o: String) {unit {...U} cases(first: 5, after: $o) {id} late(last: $m) {id}} "
    fragment = "fragment U on Unit {cases(first: $n) {id}}"
    assert measured(source + fragment).page_variables == {"n", "m"}


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
