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

from schema import roots
from schema.context import ContextExtensions
from schema.data.case_key import wrapped_key
from schema.data.declarations import LatestField, OneField
from schema.data.types import METADATA, Declared, declared_types
from schema.faults import process_errors
from schema.gate.execution import GateExtension
from schema.scalars import SCALARS


class SchemaConflict(ValueError):
    """The parts do not fit together; the text names the field and the mend."""


class HotlineSchema(strawberry.Schema):
    """Strawberry's schema, whose errors carry codes and whose faults stay inside."""

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
) -> HotlineSchema:
    """The schema of these root field classes.

    Raises SchemaConflict for two root fields of one name, and for a field that must be nullable and is not.
    """
    schema = HotlineSchema(
        query=_root("Query", "What can be read.\n查询入口", queries),
        mutation=_root("Mutation", "What can be done.\n变更入口", mutations) if mutations else None,
        subscription=_root("Subscription", "What can be followed.\n订阅入口", subscriptions) if subscriptions else None,
        types=types,
        extensions=[GateExtension, ContextExtensions, *extensions],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    for declared in declared_types():
        _check(schema, declared)
        if declared.contents:
            wrapped_key(declared.table)
    return schema


def _root(name: str, description: str, parts: Sequence[type]) -> type:
    counted = Counter(field for part in parts for field in _field_names(part))
    for field, times in counted.items():
        if times > 1:
            raise SchemaConflict(f"{name}.{field} is given by {times} classes; rename all but one")
    merged = merge_types(name, tuple(parts))
    merged.__strawberry_definition__.description = description  # type: ignore[attr-defined]
    return merged


def _field_names(part: Any) -> Iterable[str]:
    return [field.python_name for field in part.__strawberry_definition__.fields]


def _check(schema: HotlineSchema, declared: Declared) -> None:
    """A field that may be closed, or whose target may be hidden, would take its whole object down were it not nullable."""
    built = schema._schema.get_type(declared.name)
    if not isinstance(built, GraphQLObjectType):
        return
    for field in declared.record.__strawberry_definition__.fields:  # type: ignore[attr-defined]
        declaration = field.metadata.get(METADATA)
        if declaration is None:
            continue
        closes = declaration.allow not in (None, declared.allow)
        hides = isinstance(declaration, OneField | LatestField)
        name = schema.config.name_converter.get_graphql_name(field)
        if (closes or hides) and isinstance(built.fields[name].type, GraphQLNonNull):
            raise SchemaConflict(f"{declared.name}.{name} can be null for some viewers; make its type nullable")
