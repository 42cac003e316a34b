"""What a mutation answers: its payload's own values, and the rows it refers to, read by one statement."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType, get_named_type, get_nullable_type, is_list_type
from graphql.execution.values import VariableValues
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.data.declarations import Declaration
from schema.data.reference import Reference
from schema.data.types import Declared, declared_as
from schema.plan.asked import Asked
from schema.plan.leaves import NotShown
from schema.plan.level import Level
from schema.plan.objects import shown
from schema.plan.questions import Question
from schema.plan.reasons import Reason, Unplannable
from schema.plan.request import Asker
from schema.plan.roots import Sources, found, root
from schema.plan.rows import row
from schema.plan.selection import Selected
from schema.plan.writer import Writer, braces


@dataclass(frozen=True, slots=True)
class Payload:
    """The arguments are the command's: the statement depends on none of them."""

    shape: Hashable = None

    def values(self, prefix: str) -> Mapping[str, object]:
        """See `schema.plan.asked`."""
        del prefix
        return {}


class PayloadOf(Question):
    """A mutation's field. `references` are its payload's fields that show rows, with the rows' types."""

    def __init__(self, selected: Selected, prefix: str) -> None:
        super().__init__(selected, Declaration(), prefix)
        type_ = get_named_type(selected.field.type)
        assert isinstance(type_, GraphQLObjectType)
        self.type = type_
        self.references = {_name(one): of for one in self.type.fields.values() if (of := _declared(one)) is not None}

    def ask(
        self, schema: strawberry.Schema, variables: VariableValues, context: Asker
    ) -> tuple[Asked, Mapping[str, object]]:
        """See Question."""
        del schema, variables, context
        return Payload(), {}

    def arguments(self, variables: VariableValues) -> Mapping[str, Any]:
        """What the command is given, as graphql-core reads it. Raises GraphQLError."""
        return self._given.read(variables)

    def keys(self, payload: object) -> Mapping[str, object]:
        """What the statement binds for this very payload. Raises TypeError for a row that is no reference."""
        return {
            self.prefix + name: _key(getattr(payload, name), declared) for name, declared in self.references.items()
        }


def _key(reference: object, declared: Declared) -> object:
    if reference is None:
        return None
    if not isinstance(reference, Reference) or reference.declared is not declared:
        raise TypeError(f"{type(reference).__name__} is no reference to a {declared.name}")
    return reference.key


@root.register
def _(_asked: Payload, question: PayloadOf, writer: Writer, sources: Sources) -> str:
    selected = writer.selections.below(question.selected, question.type)
    read = [one for one in selected if not isinstance(one, str) and one.definition.python_name in question.references]
    return braces(
        [
            (one, repr(question.type.name))
            if isinstance(one, str)
            else (one.key, _field(question, one, writer, sources, alone=len(read) == 1))
            for one in selected
        ]
    )


def _field(question: PayloadOf, selected: Selected, writer: Writer, sources: Sources, *, alone: bool) -> str:
    name = selected.definition.python_name
    if selected.definition.base_resolver is not None:
        raise Unplannable(Reason.RESOLVER, selected.place)
    if name not in question.references:
        return _own(writer, selected, f"c.payload.{name}")
    declared, bound = question.references[name], question.prefix + name
    level = Level(writer, declared)
    made = found(level, row(level, selected), declared.key, bound, sources, alone=alone)
    # A refused command refers to nothing, and nothing was read.
    return f"(None if c.values[{bound!r}] is None else {made})"


def _own(writer: Writer, selected: Selected, value: str) -> str:
    """Python of a value the payload has itself. Of errors, which are rare, some fields are coded: graphql-core tells those."""
    try:
        return shown(writer, selected, selected.field.type, value)
    except Unplannable:
        if not is_list_type(get_nullable_type(selected.field.type)):
            raise
        return f"{writer.named(none, 'none')}({value})"


def none(found: list[object]) -> list[object]:
    """The empty list. Raises NotShown for any other."""
    if found != []:
        raise NotShown
    return found


def _name(field: GraphQLField) -> str:
    definition: StrawberryField = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    return definition.python_name


def _declared(field: GraphQLField) -> Declared | None:
    """The type of the one row that the field shows."""
    type_: Any = get_nullable_type(field.type)
    try:
        return declared_as(type_.name) if isinstance(type_, GraphQLObjectType) else None
    except KeyError:
        return None
