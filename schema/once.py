"""A mutation's field is called once per request, whoever asks for what it answered: a plan first, or the executor."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema

Resolve = Callable[..., Awaitable[Any]]


def once(schema: GraphQLSchema) -> None:
    """Make it so for all mutations of the schema."""
    if schema.mutation_type is not None:
        for field in schema.mutation_type.fields.values():
            assert field.resolve is not None
            field.resolve = _once(field.resolve)


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
