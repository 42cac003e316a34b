"""Arguments read with marks are those graphql-core reads itself, whatever is given, absent or null."""

from typing import Any

import pytest
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, build_schema, parse
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from schema.plan.given import Arguments, Variables

SCHEMA = build_schema(
    """
    enum Colour { RED BLUE }
    input Inner { a: Int = 3, colours: [Colour!], ids: [ID] }
    type Query { f(n: Int! = 1, s: String, inner: Inner, list: [Inner!]): Int }
    """
)
DOCUMENTS = (
    "query($n: Int!, $s: String) { f(n: $n, s: $s) }",
    'query($a: Int, $c: Colour, $i: ID!) { f(inner: {a: $a, colours: [RED, BLUE], ids: [$i, null]}, s: "x") }',
    "query($c: Colour!, $i: ID) { f(list: [{colours: [$c], ids: [$i]}, {}]) }",
    'query($s: String = "d", $inner: Inner) { f(s: $s, inner: $inner) }',
    "query($c: [Colour!], $n: Int) { f(inner: {colours: $c}, s: null) }",
    '{ f(inner: {ids: "one"}) }',
)
GIVEN: tuple[dict[str, Any], ...] = (
    {},
    {"n": 2, "s": "t", "a": 5, "c": "BLUE", "i": "x", "inner": {"a": 1}},
    {"n": 2, "s": None, "a": None, "c": "RED", "i": 7, "inner": None},
    {"n": "2", "c": "GREEN", "i": True},
    {"n": 0, "c": ["RED", "BLUE"], "i": "y", "s": ""},
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_they_are_what_graphql_core_reads(document: str) -> None:
    operation = parse(document).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    definitions = operation.variable_definitions or ()
    field = SCHEMA.query_type.fields["f"]  # type: ignore[union-attr]
    variables, arguments = Variables(SCHEMA, definitions), Arguments(field, node)

    for given in (*GIVEN, *GIVEN):
        expected = get_variable_values(SCHEMA, definitions, given, max_errors=1)
        read = variables.read(given)
        assert _told(read) == _told(None if isinstance(expected, list) else expected)
        if read is not None:
            try:
                wanted: Any = get_argument_values(field, node, read)
            except GraphQLError:
                with pytest.raises(GraphQLError):
                    arguments.read(read)
            else:
                assert arguments.read(read) == wanted


def _told(values: VariableValues | None) -> Any:
    """Without the types, which graphql-core makes anew each time."""
    return values and (values.coerced, {name: source.value for name, source in values.sources.items()})
