"""What a mutation costs beside its answer: its transaction, and what it is told to write many of."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

WEIGHT: Final = "weight"
"""The key of a mutation's metadata that holds its own weight."""
WRITE: Final = 100
"""Points of a mutation that declares none: a millisecond of a core, which is what registering a case takes."""
LISTED: Final = 20
"""Points of each member of a list in its input: a unit that a case goes to, an attachment, a shift of a roster."""
MOST: Final = 6_900
"""Points at most of what one operation answers and writes: no caller must wait for ever."""


@dataclass(frozen=True, slots=True)
class Writes:
    """`points` are those of the document's own, `uses` tell how often each variable is part of an input."""

    points: int
    uses: Mapping[str, int]

    def cost(self, variables: Mapping[str, Any]) -> int:
        """Points with a request's variables."""
        listed = sum(times * _members(variables.get(name)) for name, times in self.uses.items())
        return self.points + LISTED * listed


NONE: Final = Writes(0, {})


def writes(schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> Writes:
    """What `node` writes; nothing unless it is a mutation. The document may be one that validation will refuse."""
    if node.operation is not OperationType.MUTATION:
        return NONE
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    fields = list(_fields(node.selection_set, fragments, set()))
    listed, uses = _listed(node.variable_definitions or ()), Counter[str]()
    for field in fields:
        listed += _listed(field.arguments or ())
        uses.update(one.name.value for one in _below(field.arguments or ()) if isinstance(one, VariableNode))
    return Writes(sum(_weight(schema, field.name.value) for field in fields) + LISTED * listed, dict(uses))


def _weight(schema: GraphQLSchema, name: str) -> int:
    field = schema.mutation_type.fields.get(name) if schema.mutation_type else None
    if field is None:  # validation says so, and __typename writes nothing
        return 0
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return int(getattr(definition, "metadata", {}).get(WEIGHT, WRITE))


def _fields(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], entered: set[str]
) -> Iterator[FieldNode]:
    """The fields at the top, through fragments; one that spreads itself is entered once, and validation refuses it."""
    for one in selections.selections:
        if isinstance(one, FieldNode):
            yield one
        elif not isinstance(one, FragmentSpreadNode):
            yield from _fields(one.selection_set, fragments, entered)  # type: ignore[attr-defined]
        elif one.name.value in fragments and one.name.value not in entered:
            entered.add(one.name.value)
            yield from _fields(fragments[one.name.value].selection_set, fragments, entered)


def _listed(nodes: Any) -> int:
    return sum(len(one.values) for one in _below(nodes) if isinstance(one, ListValueNode))


def _below(nodes: Any) -> Iterator[Node]:
    """Every value in arguments or definitions of variables."""
    waiting = [one.default_value if hasattr(one, "default_value") else one.value for one in nodes]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ListValueNode):
            waiting += one.values
        elif isinstance(one, ObjectValueNode):
            waiting += [field.value for field in one.fields]
        if one is not None:
            yield one


def _members(value: Any) -> int:
    """How many members the lists in a value have, whatever it is."""
    found, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            found += len(one)
            waiting += one
    return found
