"""Strawberry's rule for OneOf inputs, made safe for variables.

The original looks a variable up in the operation visited last: it raises for an undefined one and for every fragment
that stands before its operation, which turns a caller's mistake into a fault of ours.
"""

from typing import Any

from graphql import (
    GraphQLError,
    GraphQLNamedType,
    NonNullTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
)
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule


class OneOfRule(OneOfInputValidationRule):
    """Exactly one key, its value not null; a variable there must have a non-null type in each operation using it."""

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:
        """Check one literal; a variable as the only value waits for the operation."""
        if len(node.fields) != 1 or not isinstance(node.fields[0].value, VariableNode):
            super().validate_one_of(node, type)

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Check the variables the operation uses, in fragments too."""
        nullable = {
            definition.variable.name.value
            for definition in node.variable_definitions or ()
            if not isinstance(definition.type, NonNullTypeNode)
        }
        for usage in self.context.get_recursive_variable_usages(node):
            name, parent = usage.node.name.value, get_named_type(usage.parent_type)
            if name in nullable and _is_one_of(parent):
                told = f"Variable '${name}' must be non-nullable to be used for OneOf Input Object '{parent}'."
                self.report_error(GraphQLError(told, usage.node))


def _is_one_of(type_: GraphQLNamedType | None) -> bool:
    definition = type_.extensions.get("strawberry-definition") if type_ else None
    return bool(getattr(definition, "is_one_of", False))
