"""How many items a field may return, read from its `first` and `last`."""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLField, IntValueNode, OperationDefinitionNode, ValueNode, VariableNode

PAGE_ARGUMENTS = ("first", "last")
HUGE = 10**9
_DIGITS = 9


def page_size(node: FieldNode, field: GraphQLField | None, values: Mapping[str, Any], assumed: int) -> int:
    """The factor by which everything below `node` counts; 1 for a field that takes no page argument.

    `values` are the operation's variables with their defaults filled in. A size that stays unknown (absent without a
    default, null, of a wrong type) counts as `assumed`.
    """
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    declared = field.args if field else {}
    names = [name for name in PAGE_ARGUMENTS if name in given or name in declared]
    if not names:
        return 1
    sizes = [_size(given[name], values) if name in given else _natural(declared[name].default_value) for name in names]
    return max((size for size in sizes if size is not None), default=assumed)


def variable_values(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """The raw values of `operation`'s variables, numeric defaults filled in from the document."""
    values: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        name, default = definition.variable.name.value, definition.default_value
        values[name] = given[name] if name in given else _size(default, {}) if default else None
    return values


def uses_variables(node: FieldNode) -> bool:
    """Whether the size of `node`'s page is only known with the request."""
    return any(a.name.value in PAGE_ARGUMENTS and isinstance(a.value, VariableNode) for a in node.arguments or ())


def _size(value: ValueNode, values: Mapping[str, Any]) -> int | None:
    if isinstance(value, VariableNode):
        return _natural(values.get(value.name.value))
    if isinstance(value, IntValueNode):
        return HUGE if len(value.value) > _DIGITS else _natural(int(value.value))
    return None


def _natural(value: Any) -> int | None:
    # GraphQL's Int takes 100.0 for 100, so a float must not slip through as "unknown".
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(max(1, min(value, HUGE)))
