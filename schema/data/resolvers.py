"""The ordinary resolver of each declaration, generated, and the field that has it."""

from collections.abc import Callable
from enum import Enum
from functools import singledispatch
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Column, Uuid

from schema.codes.labels import Code, label
from schema.context import Info
from schema.data.declarations import (
    Ambient,
    CodeField,
    ComputedField,
    ContentField,
    Declaration,
    EnumField,
    IdField,
    LatestField,
    ManyField,
    OneField,
    ValueField,
)
from schema.data.openings import opens
from schema.data.selects import flag
from schema.data.types import METADATA, Record, declared_as, declared_of
from schema.relay.ids import encode

Read = Callable[[Record, Info], Any]


def resolver(declaration: Declaration) -> Callable[..., Any]:
    """A Strawberry resolver that answers null where the field does not open on the row, and never raises for it."""
    read = reader(declaration)

    def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return read(root, info) if opens(declaration, root) else None

    return resolve


def field_of(
    declaration: Declaration, description: str, resolver_of: Callable[[Any], Callable[..., Any]] = resolver
) -> Any:
    """The GraphQL field of a declaration, which it carries along."""
    made = resolver_of(declaration)
    return strawberry.field(resolver=made, description=description, metadata={METADATA: declaration})


@singledispatch
def reader(declaration: Declaration) -> Read:
    """How the value is got, once the field is open."""
    raise TypeError(f"{type(declaration).__name__} has no reader")


@reader.register
def _(_: IdField) -> Read:
    def read(record: Record, _: Info) -> str:
        declared = declared_of(type(record))
        return encode(declared.code, record.row[declared.key.name])

    return read


@reader.register
def _(declaration: ValueField) -> Read:
    name = declaration.column.name
    return lambda record, _: record.row[name]


@reader.register
def _(declaration: EnumField) -> Read:
    name, members = declaration.column.name, list(declaration.enum)

    def read(record: Record, _: Info) -> Enum | None:
        value = record.row[name]
        if isinstance(value, int):
            return members[value]
        return None if value is None else declaration.enum(value)

    return read


@reader.register
def _(declaration: CodeField) -> Read:
    name = declaration.column.name

    def read(record: Record, info: Info) -> Code | list[Code] | None:
        value = record.row[name]
        if isinstance(value, list):
            return [label(info.context.codes, declaration.set, code, info.context.language) for code in value]
        return None if value is None else label(info.context.codes, declaration.set, value, info.context.language)

    return read


@reader.register
def _(declaration: ContentField) -> Read:
    async def read(record: Record, info: Info) -> str | None:
        declared = declared_of(type(record))
        loader = info.context.loaders.contents(declared, declaration.allow or declared.allow)
        key = record.row[declared.key.name]
        text = (await loader.load(key)).get(declaration.logical)
        if text is not None:
            info.context.viewer.sees(info.context.services.sightings, declaration.logical, key)
        return text

    return read


@reader.register
def _(declaration: OneField) -> Read:
    async def read(record: Record, info: Info) -> Record | None:
        target = declared_as(declaration.target)
        wanted = _fitting(record.row[declaration.on.name], target.key if declaration.key is None else declaration.key)
        found = None if wanted is None else await info.context.loaders.one(target, declaration.key).load(wanted)
        opened = found is None or declaration.there is None or found.row[flag(declaration.there)]
        return found if opened else None

    return read


def _fitting(value: Any, key: Column[Any]) -> Any:
    if not (isinstance(value, str) and isinstance(key.type, Uuid)):
        return value
    try:
        return UUID(value)
    except ValueError:
        return None


def _wanted(declaration: ManyField, record: Record) -> Any:
    column = declared_of(type(record)).key if declaration.on is None else declaration.on
    return record.row[column.name]


@reader.register
def _(declaration: ManyField) -> Read:
    async def read(record: Record, info: Info) -> list[Record]:
        loader = info.context.loaders.many(declared_as(declaration.target), declaration)
        wanted = _wanted(declaration, record)
        return [] if wanted is None else await loader.load(wanted)

    return read


@reader.register
def _(declaration: LatestField) -> Read:
    async def read(record: Record, info: Info) -> Record | None:
        loader = info.context.loaders.many(declared_as(declaration.target), declaration)
        wanted = _wanted(declaration, record)
        found = [] if wanted is None else await loader.load(wanted)
        return found[0] if found else None

    return read


@reader.register
def _(declaration: ComputedField) -> Read:
    names = tuple(column.name for column in declaration.columns)

    def read(record: Record, info: Info) -> Any:
        values = [record.row[name] for name in names]
        return declaration.function(*values, *(_AMBIENT[what](info) for what in declaration.ambient))

    return read


_AMBIENT: dict[Ambient, Callable[[Info], Any]] = {
    Ambient.NOW: lambda info: info.context.now,
    Ambient.LANGUAGE: lambda info: info.context.language,
    Ambient.SERVICES: lambda info: info.context.services,
    Ambient.VIEWER: lambda info: info.context.viewer,
}
