"""A mutation's field is called once per request, whoever asks for what it answered: a plan first, or the executor."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import strawberry
from graphql import GraphQLField, GraphQLResolveInfo
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.plan.arguments import conversion

Resolve = Callable[..., Awaitable[Any]]


def once(schema: strawberry.Schema) -> None:
    """Make it so for all mutations of the schema."""
    type_ = schema._schema.mutation_type
    for field in type_.fields.values() if type_ is not None else ():
        field.resolve = _once(_resolver(schema, field))


def _resolver(schema: strawberry.Schema, field: GraphQLField) -> Resolve:
    """The field's own, with its arguments' conversion prepared; as it is where anything stands before it."""
    definition: StrawberryField = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    own = definition.base_resolver
    if own is None or definition.extensions or own.info_parameter is None:
        assert field.resolve is not None
        return field.resolve
    call: Resolve = cast("Resolve", own.wrapped_func)
    told, convert = own.info_parameter.name, conversion(schema, definition.arguments)

    async def resolved(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        known = {told: strawberry.Info(_raw_info=info, _field=definition)}
        return await call(source, **known, **convert(given))

    return resolved


def _once(resolve: Resolve) -> Resolve:
    async def resolved(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        answered, key = info.context.answered, info.path.key
        if key not in answered:
            answered[key] = await _outcome(resolve(source, info, **arguments))
        found = answered[key]
        if isinstance(found, Exception):
            raise found
        return found

    return resolved


async def _outcome(work: Awaitable[Any]) -> Any:
    try:
        return await work
    except Exception as error:
        return error
