"""The one schema of a deployment, put together from the root field classes of the concepts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import strawberry
from graphql import GraphQLError, GraphQLNonNull, GraphQLObjectType
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types
from strawberry.types import ExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema import roots
from schema.conflict import SchemaConflict
from schema.context import ContextExtensions
from schema.data.declarations import LatestField, OneField
from schema.data.of_case import wrapped_key
from schema.data.types import METADATA, Declared, declared_types
from schema.faults import process_errors
from schema.gate.execution import GateExtension
from schema.once import once
from schema.plugins.additions import MUTATION, QUERY, SUBSCRIPTION, Additions, Plugins, additions
from schema.plugins.directive import PluginDirective
from schema.plugins.marks import check_nullable, mark_types
from schema.plugins.own_types import watched_fields
from schema.scalars import SCALARS


class HotlineSchema(strawberry.Schema):
    """Strawberry's schema, whose errors carry codes and whose faults stay inside, and what plug-ins add to it.

    Added fields belong to this schema alone: the types they go to stay as the core wrote them.
    """

    def __init__(self, *, added: Additions, types: Iterable[type], **parts: Any) -> None:
        self._added = added
        brought = [one for some in added.types.values() for one in some]
        super().__init__(types=[*types, *brought, *([PluginDirective] if added else [])], **parts)

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        """See strawberry.Schema."""
        own = watched_fields(type_definition, self._added.packages, self.config)
        return [*own, *self._added.fields.get(type_definition.name, ())]

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """See strawberry.Schema."""
        del execution_context
        process_errors(errors)


def build_schema(
    *,
    queries: Sequence[type] = roots.QUERIES,
    mutations: Sequence[type] = roots.MUTATIONS,
    subscriptions: Sequence[type] = roots.SUBSCRIPTIONS,
    types: Sequence[type] = roots.TYPES,
    extensions: Sequence[type[SchemaExtension]] = (),
    plugins: Plugins | None = None,
) -> HotlineSchema:
    """The schema of these root field classes, and of what the loaded plug-ins add.

    Raises SchemaConflict for two fields of one name, for a type that cannot be extended, and for a field that must be
    nullable and is not.
    """
    config = StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True)
    root = {
        QUERY: _root(QUERY, "What can be read.\n查询入口", queries),
        MUTATION: _root(MUTATION, "What can be done.\n变更入口", mutations),
        SUBSCRIPTION: _root(SUBSCRIPTION, "What can be followed.\n订阅入口", subscriptions),
    }
    added = additions(plugins, root, config)
    schema = HotlineSchema(
        added=added,
        types=types,
        query=root[QUERY],
        mutation=root[MUTATION] if mutations or MUTATION in added.fields else None,
        subscription=root[SUBSCRIPTION] if subscriptions or SUBSCRIPTION in added.fields else None,
        extensions=[GateExtension, ContextExtensions, *extensions],
        config=config,
    )
    _finish(schema, added)
    return schema


def _finish(schema: HotlineSchema, added: Additions) -> None:
    """Mark whose each type is, and hold against the types as they are built what was declared of them."""
    mark_types(schema._schema, {plugin: [_type_name(one) for one in some] for plugin, some in added.types.items()})
    check_nullable(schema._schema)
    once(schema)
    for declared in declared_types():
        _check(schema, declared)


def _root(name: str, description: str, parts: Sequence[type]) -> type:
    counted = Counter(field for part in parts for field in _field_names(part))
    for field, times in counted.items():
        if times > 1:
            raise SchemaConflict(f"{name}.{field} is given by {times} classes; rename all but one")
    merged = merge_types(name, tuple(parts)) if parts else strawberry.type(type(name, (), {}))
    merged.__strawberry_definition__.description = description  # type: ignore[attr-defined]
    return merged


def _type_name(made: Any) -> str:
    name: str = made.__strawberry_definition__.name
    return name


def _field_names(part: Any) -> Iterable[str]:
    return [field.python_name for field in part.__strawberry_definition__.fields]


def _check(schema: HotlineSchema, declared: Declared) -> None:
    """A field that may be closed, or whose target may be hidden, would take its whole object down were it not nullable."""
    built = schema._schema.get_type(declared.name)
    if not isinstance(built, GraphQLObjectType):
        return
    if declared.contents:
        wrapped_key(declared.table)
    for field in declared.record.__strawberry_definition__.fields:  # type: ignore[attr-defined]
        declaration = field.metadata.get(METADATA)
        if declaration is None:
            continue
        closes = declaration.allow not in (None, declared.allow)
        hides = isinstance(declaration, OneField | LatestField)
        name = schema.config.name_converter.get_graphql_name(field)
        if (closes or hides) and isinstance(built.fields[name].type, GraphQLNonNull):
            raise SchemaConflict(f"{declared.name}.{name} can be null for some viewers; make its type nullable")
