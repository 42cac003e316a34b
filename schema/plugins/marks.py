"""Which fields and types of a built schema each plug-in brought: told in the SDL, and held to what a gate needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.conflict import SchemaConflict
from schema.plugins.additions import MUTATION, PLUGIN, SUBSCRIPTION
from schema.plugins.directive import NAME_DESCRIPTION, PluginDirective

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


def plugin_of(field: GraphQLField) -> str | None:
    """The plug-in that added the field; None for the core's own, and for fields of a plug-in's own types."""
    definition = field.extensions.get(_DEFINITION)
    found: str | None = definition.metadata.get(PLUGIN) if definition else None
    return found


def added_fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    """Type, name and field of all that plug-ins added to types of the core, the root types among them."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from ((type_.name, name, one) for name, one in type_.fields.items() if plugin_of(one))


def owners(schema: GraphQLSchema, brought: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The plug-in of every type that one plug-in alone brought, by name; `brought` are those no field reaches."""
    seeds = {plugin: [schema.type_map[name] for name in names] for plugin, names in brought.items()}
    for _, _, field in added_fields(schema):
        seeds.setdefault(plugin_of(field) or "", []).extend(_of_field(field))
    known = _core(schema)
    found: dict[str, list[str]] = {}
    for plugin, types in seeds.items():
        for name in _reached(types, known) - known:
            found.setdefault(name, []).append(plugin)
    return {name: plugins[0] for name, plugins in found.items() if len(plugins) == 1}


def mark_types(schema: GraphQLSchema, brought: Mapping[str, Sequence[str]]) -> None:
    """Put `@plugin` on the types the plug-ins brought, in this schema alone."""
    for name, plugin in owners(schema, brought).items():
        extensions = schema.type_map[name].extensions
        marked = copy(extensions[_DEFINITION])
        marked.directives = [*(marked.directives or ()), PluginDirective(name=plugin)]
        extensions[_DEFINITION] = marked
    if directive := schema.get_directive("plugin"):
        directive.args["name"].description = NAME_DESCRIPTION


def check_nullable(schema: GraphQLSchema) -> None:
    """Raises SchemaConflict for an added field that is not nullable: switched off, it would take its parent with it.

    Mutations and subscriptions are not asked: their payloads are as the core's.
    """
    for type_, name, field in added_fields(schema):
        if type_ not in (MUTATION, SUBSCRIPTION) and isinstance(field.type, GraphQLNonNull):
            raise SchemaConflict(
                f"{plugin_of(field)} adds {type_}.{name}, which is null where it is off; make it nullable"
            )


def _core(schema: GraphQLSchema) -> set[str]:
    """The types that are there without any plug-in."""
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return _reached([root for root in roots if root], set())


def _reached(seeds: Iterable[GraphQLNamedType], known: set[str]) -> set[str]:
    """The names of all types that are met on the way from the seeds, without going on from a known one."""
    found: set[str] = set()
    waiting = list(seeds)
    while waiting:
        type_ = waiting.pop()
        if type_.name not in found:
            found.add(type_.name)
            waiting.extend(() if type_.name in known else _next(type_))
    return found


def _next(type_: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield from type_.interfaces
        for field in type_.fields.values():
            yield from () if plugin_of(field) else _of_field(field)
    if isinstance(type_, GraphQLInputObjectType):
        yield from (get_named_type(field.type) for field in type_.fields.values())
    if isinstance(type_, GraphQLUnionType):
        yield from type_.types


def _of_field(field: GraphQLField) -> Iterator[GraphQLNamedType]:
    yield get_named_type(field.type)
    yield from (get_named_type(argument.type) for argument in field.args.values())
