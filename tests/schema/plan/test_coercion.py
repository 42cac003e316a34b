"""Values coerced as prepared are those graphql-core coerces; whatever else is given is left to it."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, Undefined, build_schema, coerce_input_value

from schema.plan.coercion import coercion

SCHEMA = build_schema(
    """
    enum Colour { RED BLUE }
    input Inner { a: Int = 3, colours: [Colour!], ids: [ID] }
    input Outer { inner: Inner!, many: [Inner!], n: Float, must: Boolean! = true }
    input Either @oneOf { a: Int, b: Int }
    input Tree { n: Int, below: [Tree!] }
    input Forest { trees: [Tree!], either: Either }
    type Query { f(outer: Outer, either: Either, tree: Tree, forest: Forest): Int }
    """
)


def of(name: str) -> GraphQLInputObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    return found


@pytest.mark.parametrize(
    "given",
    [
        {"inner": {}},
        {"inner": {"a": None, "colours": None, "ids": []}, "many": None, "n": 1, "must": False},
        {"inner": {"ids": ["x", 7, None]}, "many": [{}, {"colours": ["RED", "BLUE"]}], "n": 2.5},
        None,
    ],
)
def test_a_plain_value_comes_to_what_graphql_core_makes_of_it(given: Any) -> None:
    coerce = coercion(of("Outer"))
    assert coerce is not None
    coerced, expected = coerce(given), coerce_input_value(given, of("Outer"))
    assert coerced == expected
    assert coerced is None or list(coerced) == list(expected)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"inner": None},
        {"inner": {}, "must": None},
        {"inner": {}, "more": 1},
        {"inner": {"a": "1"}},
        {"inner": {"colours": ["GREEN"]}},
        {"inner": {"colours": [None]}},
        {"inner": {"colours": "RED"}},
        {"inner": {}, "many": [None]},
        [],
        "x",
    ],
)
def test_any_other_value_is_left_to_graphql_core(given: Any) -> None:
    coerce = coercion(of("Outer"))
    assert coerce is not None
    assert coerce(given) is Undefined


@pytest.mark.parametrize("name", ["Either", "Tree", "Forest"])
def test_so_is_a_type_of_which_one_field_is_taken_or_that_holds_itself(name: str) -> None:
    assert coercion(of(name)) is None
