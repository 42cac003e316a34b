"""The fields of a row that are made from its own columns: for each kind of declaration the Python of its JSON."""

from functools import singledispatch
from typing import Any
from uuid import UUID

from graphql import GraphQLOutputType, get_nullable_type, is_list_type

from core.sealing.fields import FieldRef, open_
from schema.data.declarations import (
    Ambient,
    CodeField,
    ComputedField,
    ContentField,
    Declaration,
    EnumField,
    IdField,
    ValueField,
)
from schema.data.of_case import wrapped_key
from schema.plan import objects
from schema.plan.leaves import leaf, member, required
from schema.plan.level import Level
from schema.plan.reasons import Reason, Unplannable
from schema.plan.request import Request
from schema.plan.selection import Selected
from schema.plugins.gates import WatchGate
from schema.relay.ids import encode

_AMBIENT = {
    Ambient.NOW: "c.now",
    Ambient.LANGUAGE: "c.language",
    Ambient.SERVICES: "c.services",
    Ambient.VIEWER: "c.viewer",
}


@singledispatch
def value(_declaration: Declaration, _level: Level, selected: Selected) -> str:
    """The Python of the field's JSON, once it is open on the row."""
    raise Unplannable(Reason.RESOLVER, selected.place)


def _type(selected: Selected) -> GraphQLOutputType:
    return selected.field.type


@value.register
def _(_: IdField, level: Level, _selected: Selected) -> str:
    declared = level.declared
    return f"{level.writer.named(encode, 'encode')}({declared.code!r}, {level.value(declared.key)})"


@value.register
def _(declaration: ValueField, level: Level, selected: Selected) -> str:
    if is_list_type(get_nullable_type(_type(selected))):
        return objects.shown(level.writer, selected, _type(selected), level.value(declaration.column))
    return leaf(level.writer, _type(selected), level.value(declaration.column), declaration.column)


@value.register
def _(declaration: EnumField, level: Level, selected: Selected) -> str:
    return member(level.writer, _type(selected), level.value(declaration.column), declaration)


@value.register
def _(declaration: CodeField, level: Level, selected: Selected) -> str:
    several = is_list_type(get_nullable_type(_type(selected)))
    made = objects.codes if several else objects.code
    found = made(level.writer, selected, declaration.set, level.value(declaration.column))
    return required(level.writer, _type(selected), found, never_null=not declaration.column.nullable)


@value.register
def _(declaration: ContentField, level: Level, selected: Selected) -> str:
    key, sealed = level.value(level.declared.key), level.value(declaration.sealed)
    wrapped = level.value(wrapped_key(level.declared.table), "case key")
    text = f"{level.writer.named(opened, 'opened')}(c, {declaration.logical!r}, {key}, {sealed}, {wrapped})"
    return required(level.writer, _type(selected), text)


@value.register
def _(declaration: ComputedField, level: Level, selected: Selected) -> str:
    if any(isinstance(one, WatchGate) for one in selected.definition.extensions):
        raise Unplannable(Reason.PLUGIN_CODE, selected.place)
    columns = [_column(level, column) for column in declaration.columns]
    ambient = [_AMBIENT[what] for what in declaration.ambient]
    call = f"{level.writer.named(declaration.function, 'computed')}({', '.join([*columns, *ambient])})"
    return objects.shown(level.writer, selected, _type(selected), call)


def _column(level: Level, column: Any) -> str:
    return level.plain(column)


def opened(c: Request, logical: str, key: UUID, sealed: bytes | None, wrapped: bytes) -> str | None:
    """The sealed text, opened with its case's key, noted as seen. None while the key is not at hand."""
    if sealed is None:  # then there may be no key either
        return None
    case_key = c.case_key(wrapped)
    if case_key is None:
        return None
    c.viewer.sees(c.services.sightings, logical, key)
    return open_(case_key, FieldRef(logical, key), sealed)
