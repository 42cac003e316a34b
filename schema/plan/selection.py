"""What an operation selects, as graphql-core collects it: fragments spread, equal keys merged, skipped fields left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.data.declarations import Declaration
from schema.data.types import METADATA
from schema.plan.reasons import Reason, Unplannable
from schema.plugins.additions import PLUGIN

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """One field of a selection: under which key it is answered, what it is, and what is selected below it."""

    key: str
    parent: GraphQLObjectType
    field: GraphQLField
    details: FieldDetailsList

    @property
    def node(self) -> FieldNode:
        """The first of its nodes, whose arguments count."""
        return self.details[0].node

    @property
    def place(self) -> str:
        """As people name it: `Case.title`."""
        return f"{self.parent.name}.{self.node.name.value}"

    @property
    def definition(self) -> StrawberryField:
        """Strawberry's field."""
        return cast("StrawberryField", self.field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF])

    @property
    def declaration(self) -> Declaration | None:
        """What it is declared to be; None for a field with a resolver of its own, or of a plain object."""
        return self.definition.metadata.get(METADATA)

    @property
    def plugin(self) -> str | None:
        """The plug-in that added it to a type of the core."""
        return self.definition.metadata.get(PLUGIN)


class Selections:
    """The selections of one operation. `variables` decide `@skip` and `@include`, and nothing else here."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        self.schema, self.operation, self.variables = schema, operation, variables
        self._fragments = {
            one.name.value: FragmentDetails(one, None)
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def root(self) -> Sequence[Selected | str]:
        """The root fields; a key alone stands for `__typename`."""
        type_ = self.schema.get_root_type(self.operation.operation)
        assert type_ is not None
        found = collect_fields(self.schema, self._fragments, self.variables, type_, self.operation)
        return self._selected(found.grouped_field_set, type_)

    def below(self, selected: Selected, type_: GraphQLObjectType) -> Sequence[Selected | str]:
        """What is selected of an object of this type that the field answers."""
        found = collect_subfields(self.schema, self._fragments, self.variables, self.operation, type_, selected.details)
        return self._selected(found.grouped_field_set, type_)

    def _selected(self, grouped: GroupedFieldSet, type_: GraphQLObjectType) -> Sequence[Selected | str]:
        return [self._one(key, details, type_) for key, details in grouped.items()]

    def _one(self, key: str, details: FieldDetailsList, type_: GraphQLObjectType) -> Selected | str:
        name = details[0].node.name.value
        if name == TYPENAME:
            return key
        if name.startswith("__"):
            raise Unplannable(Reason.INTROSPECTION, name)
        return Selected(key, type_, type_.fields[name], details)


def object_type(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    """The object type of this name."""
    found: Any = schema.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found
