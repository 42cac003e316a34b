"""Types that are rows: the table, the type code, who sees which rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

import strawberry
from sqlalchemy import Column, Table

from core.db.uow import Row
from schema.data.declarations import ContentField, Declaration
from schema.data.visibility import Visibility

METADATA = "data"
"""The key of a field's metadata that holds its declaration."""

T = TypeVar("T", bound="Record")


@strawberry.type
class Record:
    """A row as a GraphQL object. Resolvers read the columns the type's fields declare, and no other."""

    row: strawberry.Private[Row]


@dataclass(frozen=True, eq=False)
class Declared:
    """Everything about one type that the planner and the resolvers need."""

    name: str
    code: str
    table: Table
    allow: str
    visible: Visibility
    record: type[Record]
    fields: Mapping[str, Declaration]

    @property
    def key(self) -> Column[Any]:
        """The primary key."""
        (only,) = self.table.primary_key.columns
        return only

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns its fields are made from, and the key; in the table's order."""
        needed = {column.name for field in self.fields.values() for column in field.needs} | {self.key.name}
        return tuple(column for column in self.table.c if column.name in needed)

    @property
    def further(self) -> tuple[str, ...]:
        """The operations, besides its own, that open single fields."""
        return tuple(sorted({f.allow for f in self.fields.values() if f.allow is not None} - {self.allow}))

    @property
    def contents(self) -> tuple[ContentField, ...]:
        """The sealed texts it may open."""
        return tuple(field for field in self.fields.values() if isinstance(field, ContentField))


_types: dict[type[Record], Declared] = {}
_by_name: dict[str, Declared] = {}
_by_code: dict[str, Declared] = {}


@dataclass_transform(kw_only_default=True)
def type_(
    table: Table,
    *,
    code: str,
    allow: str,
    visible: Visibility,
    description: str,
    name: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Make a class of declared fields a GraphQL type over `table`.

    `code` stands in its global ids and never changes. A row is seen by whoever holds `allow` on it, as `visible` finds
    out. ValueError for a name or code that another type has, or a field of another table.
    """

    def declare(cls: type[T]) -> type[T]:
        made: type[T] = strawberry.type(cls, name=name, description=description)
        definition = made.__strawberry_definition__  # type: ignore[attr-defined]
        fields = {f.python_name: f.metadata[METADATA] for f in definition.fields if METADATA in f.metadata}
        _enter(Declared(definition.name, code, table, allow, visible, made, _bound(fields, table, definition.name)))
        return made

    return declare


def _bound(fields: Mapping[str, Declaration], table: Table, name: str) -> Mapping[str, Declaration]:
    for field, declaration in fields.items():
        for column in declaration.needs:
            if column.table is not table:
                raise ValueError(f"{name}.{field} reads {column}; a field reads columns of {table.name} only")
    return fields


def _enter(declared: Declared) -> None:
    if declared.name in _by_name or declared.code in _by_code:
        raise ValueError(f"type {declared.name} with code {declared.code}: its name or its code is taken")
    _types[declared.record] = _by_name[declared.name] = _by_code[declared.code] = declared


def declared_of(record: type[Record]) -> Declared:
    """The declaration of a class; KeyError if it was not made by `data.type`."""
    return _types[record]


def declared_as(name: str) -> Declared:
    """The declaration of the type with this GraphQL name; KeyError if no module declared it."""
    return _by_name[name]


def declared_types() -> tuple[Declared, ...]:
    """All types declared so far."""
    return tuple(_types.values())


def declared_by_code(code: str) -> Declared | None:
    """The declaration behind a global id's type code."""
    return _by_code.get(code)
