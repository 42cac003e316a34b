"""Which operation opens a field: read off the declarations, the plug-ins' contributions and `core.access.mapped`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type

from core.access.mapped import FIELDS
from core.access.operations import registered
from schema.counters.fields import SumsField
from schema.data.declarations import Declaration, FoundField, NodeField, PagesField
from schema.data.types import METADATA, Declared, declared_types
from schema.plugins.additions import MUTATION, OPERATION
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.compose import HotlineSchema

Operations = Mapping[str, frozenset[str]]


def operations_of(schema: "HotlineSchema") -> Operations:
    """By `Type.field` the operations of which any one opens it; none at all for a field that is mapped to nothing.

    What has no operation of its own is a part of something: it opens with the fields that answer with its type.
    """
    graph, rows = schema._schema, {one.name: one for one in declared_types()}
    found = {(type_.name, name): _own(type_, name, field, rows) for type_, name, field in _fields(graph)}
    parts = [key for key, own in found.items() if not own and not _is_root(graph, key[0])]
    while True:
        of_type = _by_type(graph, found)
        grown = {key: of_type[key[0]] for key in parts}
        if all(found[key] == grown[key] for key in parts):
            return {".".join(key): operations for key, operations in found.items()}
        found |= grown


def _fields(graph: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    for name, type_ in graph.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            for field in type_.fields:
                yield type_, field, type_.fields[field]


def _is_root(graph: GraphQLSchema, name: str) -> bool:
    return name in {one.name for one in (graph.query_type, graph.mutation_type, graph.subscription_type) if one}


def _own(type_: GraphQLObjectType, name: str, field: GraphQLField, rows: Mapping[str, Declared]) -> frozenset[str]:
    metadata = field.extensions["strawberry-definition"].metadata
    if declaration := metadata.get(METADATA):
        return _declared(declaration, rows.get(type_.name), rows)
    if type_.name in rows:
        return frozenset({rows[type_.name].allow})
    named = metadata.get(OPERATION) or FIELDS.get(f"{type_.name}.{name}")
    if named is None and type_.name == MUTATION and name in registered():
        return frozenset({name})
    return frozenset(named or ())


def _declared(declaration: Declaration, row: Declared | None, rows: Mapping[str, Declared]) -> frozenset[str]:
    if isinstance(declaration, FoundField | PagesField):
        return frozenset({rows[declaration.target].allow})
    if isinstance(declaration, SumsField):
        return frozenset({declaration.sum.allow})
    if isinstance(declaration, NodeField):
        return frozenset(one.allow for one in rows.values() if issubclass(one.record, Node))
    allow = declaration.allow or (row.allow if row else None)
    return frozenset({allow} if allow else ())


def _by_type(graph: GraphQLSchema, found: Mapping[tuple[str, str], frozenset[str]]) -> Mapping[str, frozenset[str]]:
    opened: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for type_, name, field in _fields(graph):
        answered = get_named_type(field.type)
        for one in graph.get_possible_types(answered) if is_abstract_type(answered) else (answered,):
            opened[one.name] |= found[type_.name, name]
    return opened
