"""How many items a field may return, read from its `first` and `last`."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import FieldNode, GraphQLField, IntValueNode, OperationDefinitionNode, ValueNode, VariableNode

PAGE_ARGUMENTS = ("first", "last")
HUGE = 10**9
_DIGITS = 9


def page_size(node: FieldNode, field: GraphQLField | None, sizes: Mapping[str, int | None], assumed: int) -> int:
    """The factor by which everything below `node` counts; 1 for a field that takes no page argument.

    `sizes` are those the request's variables give. A size that stays unknown (absent without a default, null, of a wrong
    type) counts as `assumed`.
    """
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    declared = field.args if field else {}
    names = [name for name in PAGE_ARGUMENTS if name in given or name in declared]
    if not names:
        return 1
    found = [_size(given[name], sizes) if name in given else _natural(declared[name].default_value) for name in names]
    return max((size for size in found if size is not None), default=assumed)


def page_variables(node: FieldNode) -> frozenset[str]:
    """The variables that decide the size of `node`'s page."""
    pages = (argument.value for argument in node.arguments or () if argument.name.value in PAGE_ARGUMENTS)
    return frozenset(value.name.value for value in pages if isinstance(value, VariableNode))


def page_sizes(
    operation: OperationDefinitionNode, names: Iterable[str], variables: Mapping[str, Any]
) -> tuple[int | None, ...]:
    """The sizes that `variables`, or else the operation's own defaults, give for `names`; None where they give none."""
    defaults = {d.variable.name.value: d.default_value for d in operation.variable_definitions or ()}
    return tuple(_natural(variables[n]) if n in variables else _default(defaults.get(n)) for n in names)


def _default(value: ValueNode | None) -> int | None:
    return _size(value, {}) if value else None


def _size(value: ValueNode, sizes: Mapping[str, int | None]) -> int | None:
    if isinstance(value, VariableNode):
        return sizes.get(value.name.value)
    if isinstance(value, IntValueNode):
        return HUGE if len(value.value) > _DIGITS else _natural(int(value.value))
    return None


def _natural(value: Any) -> int | None:
    # GraphQL's Int takes 100.0 for 100, so a float must not slip through as "unknown".
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(max(1, min(value, HUGE)))
