"""How a value becomes JSON: by the GraphQL type's own coercion, and by none where column and type are the same thing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType, GraphQLNonNull, GraphQLOutputType, Undefined, get_nullable_type
from sqlalchemy import JSON, Boolean, Column, DateTime, Integer, String

from schema.data.declarations import EnumField
from schema.plan.parsing import parsed
from schema.plan.writer import Writer
from schema.scalars import print_instant

_AS_IT_IS: dict[str, type] = {"String": String, "ID": String, "Boolean": Boolean}


class NotShown(Exception):
    """The value is not one of its type, or null where it must not be: the answer has an error."""


def need(value: Any) -> Any:
    """The value, which must not be null."""
    if value is None:
        raise NotShown
    return value


def instant(value: datetime | None) -> str | None:
    """An instant as the scalar tells it."""
    return None if value is None else print_instant(value)


def coercion(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """The type's coercion of values that may be null."""
    coerce = type_.coerce_output_value

    def coerced(value: Any) -> Any:
        if value is None:
            return None
        found = coerce(value)
        if found is None or found is Undefined:
            raise NotShown
        return found

    return coerced


def leaf(writer: Writer, type_: GraphQLOutputType, value: str, column: Column[Any] | None = None) -> str:
    """The Python that makes JSON of `value`, itself Python; `column` tells what it may hold."""
    named: Any = get_nullable_type(type_)
    shown = value
    if column is not None and isinstance(column.type, DateTime) and named.name == "DateTime":
        shown = f"{writer.named(instant if column.nullable else print_instant, 'instant')}({value})"
    elif column is not None and isinstance(column.type, JSON):
        shown = f"{writer.named(parsed, 'parsed')}({value})"
    elif column is None or not _same(named, column):
        shown = f"{writer.named(_coercion(writer, named), named.name)}({value})"
    return required(writer, type_, shown, never_null=column is not None and not column.nullable)


def required(writer: Writer, type_: GraphQLOutputType, shown: str, *, never_null: bool = False) -> str:
    """The same, refusing null where the type does."""
    must = isinstance(type_, GraphQLNonNull) and not never_null
    return f"{writer.named(need, 'need')}({shown})" if must else shown


def member(writer: Writer, type_: GraphQLOutputType, value: str, declaration: EnumField) -> str:
    """The name of an enum's member; a number column holds its position."""
    named: Any = get_nullable_type(type_)
    assert isinstance(named, GraphQLEnumType)
    numbered = isinstance(declaration.column.type, Integer)
    names: dict[Any, str | None] = {
        at if numbered else one.value: named.coerce_output_value(one) for at, one in enumerate(declaration.enum)
    }
    if not isinstance(type_, GraphQLNonNull):
        names[None] = None
    return f"{writer.named(names, named.name)}[{value}]"


def _same(type_: Any, column: Column[Any]) -> bool:
    if type_.name == "Int":
        return isinstance(column.type, Integer) and "BIGINT" not in str(column.type)
    kind = _AS_IT_IS.get(type_.name)
    return kind is not None and isinstance(column.type, kind)


def _coercion(writer: Writer, type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """One function per type, however often it is met."""
    for held in writer.names.values():
        if getattr(held, "of", None) is type_:
            return held  # type: ignore[no-any-return]
    made = coercion(type_)
    made.of = type_  # type: ignore[attr-defined]
    return made
