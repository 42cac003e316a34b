"""graphql-core's reading of variables and arguments, prepared once: what a request pays is only what its values need.

Whatever is not plain - a value that is refused, a variable that is absent where it decides, a type of several parts - is
read by graphql-core itself.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    get_variable_values,
)

from schema.plan.coercion import coercion

_NONE: Final = VariableValues({}, {})


class Variables:
    """An operation's variables."""

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        self._schema, self._definitions = schema, definitions
        signatures = [get_variable_signature(schema, one) for one in definitions]
        plain = [one for one in signatures if not isinstance(one, GraphQLError) and one.default is None]
        coerced = [(one, coercion(one.type)) for one in plain]
        self._plain = [(one, coerce) for one, coerce in coerced if coerce is not None]

    def read(self, inputs: dict[str, Any]) -> VariableValues | None:
        """Their values; None for those that are refused."""
        if not self._definitions:
            return _NONE
        found = self._read(inputs) if len(self._plain) == len(self._definitions) else None
        if found is not None:
            return found
        read = get_variable_values(self._schema, self._definitions, inputs, max_errors=1)
        return None if isinstance(read, list) else read

    def _read(self, inputs: Mapping[str, Any]) -> VariableValues | None:
        sources, coerced = {}, {}
        for one, coerce in self._plain:
            value = inputs.get(one.name, Undefined)
            sources[one.name] = VariableValueSource(one, value)
            if value is not Undefined:
                coerced[one.name] = found = coerce(value)
                if found is Undefined:
                    return None
            elif isinstance(one.type, GraphQLNonNull):
                return None
        return VariableValues(sources, coerced)


class Arguments:
    """A field's arguments: read by graphql-core once, with a mark for each variable, and then with the values for the marks.

    A variable that is given and not null stands in the arguments as it is, and changes nothing beside it.
    """

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        self._field, self._node = field, node
        self._names = _named(node)
        self._fill: Callable[[Mapping[str, Any]], Any] | None = None

    def read(self, variables: VariableValues) -> Mapping[str, Any]:
        """Their values. Raises GraphQLError."""
        given = variables.coerced
        for name in self._names:
            if given.get(name) is None:
                return get_argument_values(self._field, self._node, variables)
        if self._fill is None:
            marked = VariableValues(variables.sources, {name: _Mark(name) for name in given})
            self._fill = _filling(get_argument_values(self._field, self._node, marked))
        found: Mapping[str, Any] = self._fill(given)
        return found


class _Mark:
    """Stands for a variable."""

    def __init__(self, name: str) -> None:
        self.name = name


def _filling(value: Any) -> Callable[[Mapping[str, Any]], Any]:
    if isinstance(value, _Mark):
        name = value.name
        return lambda given: given[name]
    if isinstance(value, dict):
        of_keys = [(key, _filling(one)) for key, one in value.items()]
        return lambda given: {key: fill(given) for key, fill in of_keys}
    if isinstance(value, list):
        items = [_filling(one) for one in value]
        return lambda given: [fill(given) for fill in items]
    return lambda _: value


def _named(node: FieldNode) -> frozenset[str]:
    found: set[str] = set()

    class Names(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            found.add(node.name.value)

    for argument in node.arguments or ():
        visit(argument, Names())
    return frozenset(found)
