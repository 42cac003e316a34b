"""The size of an operation, in one walk.

Each fragment is walked once and its measure reused wherever it is spread, so the walk is linear in the document even
when fragments spread each other and the expanded operation would be astronomically large.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)

from schema.gate.paging import HUGE, page_size, page_variables

INTROSPECTION = ("__schema", "__type")
NESTING = 100


class TooNested(Exception):
    """Selections and fragments nest further than any operation within the limits could."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a selection amounts to once its fragments are expanded. `depth` is a maximum, the other numbers are sums.

    Everything below `__schema` and `__type` counts as one level deep: graphql-core bounds introspection by itself, and
    the standard introspection query is deeper than any other operation should be.
    """

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    overlaps: int = 0
    cost: int = 0
    depth: int = 0
    introspects: bool = False
    page_variables: frozenset[str] = frozenset()

    def __add__(self, other: "Measure") -> "Measure":
        """Both side by side. Numbers saturate, so that doubling fragments cannot grow them without end."""
        return Measure(
            fields=min(self.fields + other.fields, HUGE),
            aliases=min(self.aliases + other.aliases, HUGE),
            directives=min(self.directives + other.directives, HUGE),
            overlaps=min(self.overlaps + other.overlaps, HUGE),
            cost=min(self.cost + other.cost, HUGE),
            depth=max(self.depth, other.depth),
            introspects=self.introspects or other.introspects,
            page_variables=self.page_variables | other.page_variables,
        )


class Walk:
    """One walk over one document. `sizes` are the pages that variables give, `page` the length assumed for open lists."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, sizes: Mapping[str, int | None], page: int
    ) -> None:
        self._schema, self._document, self._sizes, self._page = schema, document, sizes, page
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._known: dict[str, Measure] = {}
        self._entered: set[str] = set()

    def again(self, sizes: Mapping[str, int | None]) -> "Walk":
        """A new walk over the same document with other page sizes."""
        return Walk(self._schema, self._document, sizes, self._page)

    def operation(self, node: OperationDefinitionNode) -> Measure:
        """The measure of `node` with all it spreads."""
        variables = sum(len(v.directives or ()) for v in node.variable_definitions or ())
        own = Measure(directives=len(node.directives or ()) + variables)
        return own + self._selections(node.selection_set, self._schema.get_root_type(node.operation), 0)

    def unused(self) -> Iterator[Measure]:
        """The measures of fragments no operation measured so far has reached: validation reads those too."""
        for name in self._fragments:
            if name not in self._known:
                yield self._fragment(name, 0)

    def fragment_pairs(self) -> int:
        """How many pairs of fragments the overlap rule may have to compare."""
        return len(self._fragments) * (len(self._fragments) - 1) // 2

    def _selections(self, node: SelectionSetNode, parent: GraphQLNamedType | None, level: int) -> Measure:
        if level > NESTING:
            raise TooNested
        total = Measure(overlaps=_repeated_pairs(node))
        for selection in node.selections:
            total += Measure(directives=len(selection.directives or ())) + self._selection(selection, parent, level + 1)
        return total

    def _selection(self, node: SelectionNode, parent: GraphQLNamedType | None, level: int) -> Measure:
        if isinstance(node, FieldNode):
            return self._field(node, parent, level)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, level)
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition
        return self._selections(node.selection_set, self._type(condition.name.value) if condition else parent, level)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, level: int) -> Measure:
        introspects = node.name.value in INTROSPECTION
        field = _field_of(parent, node.name.value)
        below = Measure()
        if node.selection_set:
            below = self._selections(node.selection_set, get_named_type(field.type) if field else None, level)
        size = page_size(node, field, self._sizes, self._page)
        own = Measure(fields=1, aliases=int(node.alias is not None), cost=1, page_variables=page_variables(node))
        counted = own + replace(below, cost=min(below.cost * size, HUGE))
        depth = 1 if introspects else below.depth + 1
        return replace(counted, depth=depth, introspects=introspects or below.introspects)

    def _fragment(self, name: str, level: int) -> Measure:
        if name in self._known:
            return self._known[name]
        node = self._fragments.get(name)
        if node is None or name in self._entered:
            return Measure()  # undefined or circular: validation says so
        self._entered.add(name)
        own = Measure(directives=len(node.directives or ()))
        measure = own + self._selections(node.selection_set, self._type(node.type_condition.name.value), level)
        self._entered.discard(name)
        self._known[name] = measure
        return measure

    def _type(self, name: str) -> GraphQLNamedType | None:
        return self._schema.type_map.get(name)


def _field_of(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    has_fields = isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
    return parent.fields.get(name) if has_fields else None  # type: ignore[union-attr]


def _repeated_pairs(node: SelectionSetNode) -> int:
    keys = Counter(_response_keys(node))
    return sum(count * (count - 1) // 2 for count in keys.values())


def _response_keys(node: SelectionSetNode) -> Iterator[str]:
    for selection in node.selections:
        if isinstance(selection, FieldNode):
            yield (selection.alias or selection.name).value
        elif isinstance(selection, InlineFragmentNode):
            yield from _response_keys(selection.selection_set)
