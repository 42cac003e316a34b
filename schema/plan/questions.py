"""The fields with arguments of one operation, and what each request asks of them."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLError, ListValueNode, ObjectValueNode, Undefined, ValueNode, VariableNode
from graphql.execution.values import VariableValues

from core.errors import Refused
from schema.data.declarations import Declaration, FoundField, PagesField
from schema.data.switched import anywhere
from schema.plan.arguments import Convert, conversion
from schema.plan.asked import Asked, read
from schema.plan.given import Arguments
from schema.plan.latest import Latest
from schema.plan.reasons import Reason, Unplannable
from schema.plan.request import Asker
from schema.plan.selection import Selected


class Question:
    """A field with arguments. `prefix` begins the names of all that it binds."""

    def __init__(self, selected: Selected, declaration: Declaration, prefix: str) -> None:
        self.selected, self.prefix, self.declaration = selected, prefix, declaration
        self._given = Arguments(selected.field, selected.node)
        self._convert: Convert | None = None
        self._varying = tuple(name for argument in selected.node.arguments or () for name in _variables(argument.value))

    @classmethod
    def of(cls, selected: Selected, prefix: str) -> "Question":
        """The question of a field. Raises Unplannable for one with a resolver of its own."""
        if selected.declaration is None:
            raise Unplannable(Reason.RESOLVER, selected.place)
        return cls(selected, selected.declaration, prefix)

    def ask(
        self, schema: strawberry.Schema, variables: VariableValues, context: Asker
    ) -> tuple[Asked, Mapping[str, object]]:
        """What this request asks, and what that binds. Raises Unplannable for what graphql-core is to refuse."""
        plugin = self.selected.plugin
        at_root = isinstance(self.declaration, FoundField | PagesField)
        if plugin is not None and at_root and not anywhere(context.viewer, plugin):
            raise Unplannable(Reason.PLUGIN_OFF, plugin)
        given = [variables.coerced.get(name, Undefined) for name in self._varying]
        key = (self, context.signing_key, *given) if all(map(_tells, given)) else None
        found = None if key is None else _ASKED.get(key)
        if found is None:
            found = self._read(schema, variables, context)
            if key is not None:
                _ASKED.put(key, found)
        return found

    def _read(
        self, schema: strawberry.Schema, variables: VariableValues, context: Asker
    ) -> tuple[Asked, Mapping[str, object]]:
        try:
            asked = read(self.declaration, self._arguments(schema, variables), schema, context)
            return asked, asked.values(self.prefix)
        except (Refused, GraphQLError, strawberry.exceptions.StrawberryException) as refused:
            raise Unplannable(Reason.ARGUMENTS, f"{self.selected.place}: {type(refused).__name__}") from None

    def _arguments(self, schema: strawberry.Schema, variables: VariableValues) -> Mapping[str, Any]:
        if self._convert is None:
            self._convert = conversion(schema, self.selected.definition.arguments)
        found: Mapping[str, Any] = self._convert(self._given.read(variables))
        return found


_ASKED: Latest[tuple[Asked, Mapping[str, object]]] = Latest(4096)
"""What was asked last, by question and variables: who works in a unit looks at the same lists again and again."""
_LONG = 256


def _variables(value: ValueNode) -> Iterator[str]:
    if isinstance(value, VariableNode):
        yield value.name.value
    elif isinstance(value, ListValueNode | ObjectValueNode):
        inner = value.values if isinstance(value, ListValueNode) else [one.value for one in value.fields]
        for one in inner:
            yield from _variables(one)


def _tells(value: object) -> bool:
    """Whether a variable's value tells itself from others, and may be remembered: no input, list, or long text.

    Numbers and truths are left out, for 1 and True are equal.
    """
    return value is None or value is Undefined or isinstance(value, Enum) or (type(value) is str and len(value) < _LONG)
