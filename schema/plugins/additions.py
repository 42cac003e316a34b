"""What the loaded plug-ins add to the types of the core, gathered and refused where it does not fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

from core.plugin.loaded import Loaded
from schema.conflict import SchemaConflict
from schema.contribution import GraphQLContribution, TypeExtension
from schema.data.declarations import CodeField, ColumnField, EnumField
from schema.data.types import METADATA, Declared, declared_types, extended_by
from schema.plugins.directive import PluginDirective
from schema.plugins.gates import Gate, ObjectGate, ReadGate, RootGate, StreamGate
from schema.plugins.own_types import packages

QUERY, MUTATION, SUBSCRIPTION = "Query", "Mutation", "Subscription"
PLUGIN = "plugin"
"""The key of an added field's metadata that holds the plug-in's name."""
OPERATION = "operation"
"""The key of an added root field's metadata that holds what its plug-in maps it to: a tuple of operations."""

_READ_ONLY = (ColumnField, EnumField, CodeField)


class Plugins(Protocol):
    """The host, as far as the schema is concerned."""

    @property
    def loaded(self) -> Sequence[Loaded]:
        """The plug-ins that take part."""

    def each(self, hook: str) -> Iterable[tuple[Loaded, Any]]:
        """The plug-ins that answered a registration hook, in load order, and their answers."""


@dataclass(frozen=True)
class Additions:
    """Fields by the name of the type they go to, the types of each plug-in that no field reaches, and whose a package is."""

    fields: Mapping[str, Sequence[StrawberryField]] = field(default_factory=dict)
    types: Mapping[str, Sequence[type]] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields or self.types)


@dataclass(frozen=True)
class _Added:
    plugin: str
    target: str
    field: StrawberryField


def additions(plugins: Plugins | None, roots: Mapping[str, type], config: StrawberryConfig) -> Additions:
    """What the plug-ins' `graphql_contribution` answers come to, beside the core's `roots`.

    Raises SchemaConflict for a field that the core or another plug-in has, and for a type that cannot be extended.
    """
    if plugins is None or not plugins.loaded:
        return Additions()
    answers = sorted(plugins.each("graphql_contribution"), key=_name)
    contributions = [(loaded.name, answer) for loaded, answer in answers]
    fields: dict[str, list[StrawberryField]] = {}
    for one in _distinct(_all(contributions, config), roots, config):
        fields.setdefault(one.target, []).append(one.field)
    types = {plugin: answer.types for plugin, answer in contributions if answer.types}
    return Additions(fields, types, packages(loaded for loaded, _ in answers))


def _name(answer: tuple[Loaded, Any]) -> str:
    """The SDL is the same in whatever order plugins.toml lists them."""
    return answer[0].name


def _all(contributions: Iterable[tuple[str, GraphQLContribution]], config: StrawberryConfig) -> Iterator[_Added]:
    for plugin, answer in contributions:
        _refuse_unknown(plugin, answer, config)
        yield from _rooted(plugin, QUERY, answer.queries, RootGate, config, answer.operations)
        yield from _rooted(plugin, MUTATION, answer.mutations, RootGate, config, answer.operations)
        yield from _rooted(plugin, SUBSCRIPTION, answer.subscriptions, StreamGate, config, answer.operations)
        for extension in answer.extensions:
            yield from _extending(plugin, extension, config)


def _refuse_unknown(plugin: str, answer: GraphQLContribution, config: StrawberryConfig) -> None:
    parts = (*answer.queries, *answer.mutations, *answer.subscriptions)
    known = {_named(one, config) for part in parts for one in _fields(part)}
    for name in sorted(answer.operations.keys() - known):
        raise SchemaConflict(f"{plugin} maps {name} to an operation, and adds no such root field; take it out")


def _rooted(
    plugin: str,
    target: str,
    parts: Iterable[type],
    gate: type[Gate],
    config: StrawberryConfig,
    operations: Mapping[str, str],
) -> Iterator[_Added]:
    for part in parts:
        for one in _fields(part):
            made = _gated(one, gate, plugin, target, config)
            if operation := operations.get(_named(one, config)):
                made.metadata = MappingProxyType({**made.metadata, OPERATION: (operation,)})
            yield _Added(plugin, target, made)


def _extending(plugin: str, extension: TypeExtension, config: StrawberryConfig) -> Iterator[_Added]:
    declared = _extended(plugin, extension)
    for one in _fields(extension.fields):
        gate = ReadGate if isinstance(one.metadata.get(METADATA), _READ_ONLY) else ObjectGate
        yield _Added(plugin, declared.name, _gated(one, gate, plugin, declared.name, config))


def _extended(plugin: str, extension: TypeExtension) -> Declared:
    declared = extended_by(extension.fields)
    if declared is not None and declared.name == extension.on and declared.plugin is None:
        return declared
    known = ", ".join(sorted(one.name for one in declared_types() if one.plugin is None))
    raise SchemaConflict(
        f"{plugin} extends {extension.on} by {extension.fields.__name__}: "
        f"make that class by data.extension of the type it names, one of {known}"
    )


def _gated(
    one: StrawberryField, gate: type[Gate], plugin: str, target: str, config: StrawberryConfig
) -> StrawberryField:
    made = copy(one)
    made.extensions = [*one.extensions, gate(plugin, f"{target}.{_named(one, config)}")]
    made.directives = [*one.directives, PluginDirective(name=plugin)]
    made.metadata = MappingProxyType({**one.metadata, PLUGIN: plugin})
    if target == MUTATION:
        made.type = _optional(one.type)
    return made


def _optional(type_: Any) -> Any:
    """A refused mutation must not take the answers of those before it along: they are committed."""
    return type_ if isinstance(type_, StrawberryOptional) else StrawberryOptional(type_)


def _distinct(added: Iterable[_Added], roots: Mapping[str, type], config: StrawberryConfig) -> Iterator[_Added]:
    types: dict[str, type] = {one.name: one.record for one in declared_types()} | dict(roots)
    owners: dict[tuple[str, str], str] = {}
    for one in added:
        name = _named(one.field, config)
        if one.target in types and name in {_named(field, config) for field in _fields(types[one.target])}:
            raise SchemaConflict(f"{one.plugin} adds {one.target}.{name}, which the core has; rename it")
        if (one.target, name) in owners:
            first = owners[one.target, name]
            raise SchemaConflict(f"{first} and {one.plugin} both add {one.target}.{name}; rename one of them")
        owners[one.target, name] = one.plugin
        yield one


def _fields(part: Any) -> Sequence[StrawberryField]:
    fields: Sequence[StrawberryField] = part.__strawberry_definition__.fields
    return fields


def _named(one: StrawberryField, config: StrawberryConfig) -> str:
    return config.name_converter.get_graphql_name(one)
