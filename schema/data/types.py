"""Types that are rows: the table, the type code, who sees which rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, dataclass_transform

import strawberry
from sqlalchemy import Column, Table

from core.db.read import Row
from schema.data.declarations import ContentField, Declaration
from schema.data.of_case import gate_of
from schema.data.visibility import Gate, Place, Visibility, gated

METADATA = "data"
"""The key of a field's metadata that holds its declaration."""

T = TypeVar("T", bound="Record")
C = TypeVar("C", bound=type)


@strawberry.type
class Record:
    """A row as a GraphQL object. Resolvers read the columns the type's fields declare, and no other."""

    row: strawberry.Private[Row]


@dataclass(frozen=True, eq=False)
class Extension:
    """Fields a plug-in adds: the class that holds them, what is declared of them, and columns that coded ones read."""

    holder: type
    fields: Mapping[str, Declaration]
    needs: tuple[Column[Any], ...]


@dataclass(frozen=True, eq=False)
class Declared:
    """Everything about one type that the planner and the resolvers need. `plugin` is whose it is; None for the core's."""

    name: str
    code: str
    table: Table
    allow: str
    visible: Visibility
    record: type[Record]
    fields: Mapping[str, Declaration]
    plugin: str | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def key(self) -> Column[Any]:
        """The primary key."""
        (only,) = self.table.primary_key.columns
        return only

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns its fields are made from, and the key; in the table's order."""
        needed = {column.name for field in self.declarations for column in field.needs} | {self.key.name}
        needed |= {column.name for extension in self.extensions for column in extension.needs}
        return tuple(column for column in self.table.c if column.name in needed)

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """All fields that are declared, those of plug-ins too."""
        added = (field for extension in self.extensions for field in extension.fields.values())
        return (*self.fields.values(), *added)

    @property
    def further(self) -> tuple[str, ...]:
        """The operations, besides its own, that open single fields."""
        return tuple(sorted({f.allow for f in self.declarations if f.allow is not None} - {self.allow}))

    @property
    def contents(self) -> tuple[ContentField, ...]:
        """The sealed texts it may open."""
        return tuple(field for field in self.declarations if isinstance(field, ContentField))


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
    plugin: str | None = None,
    gate: Gate = Place.BY_CASE,
) -> Callable[[type[T]], type[T]]:
    """Make a class of declared fields a GraphQL type over `table`.

    `code` stands in its global ids and never changes. A row is seen by whoever holds `allow` on it, as `visible` finds
    out. A row of a type of `plugin` exists only where the plug-in is on: in the district whose six-digit code the column
    `gate` holds, else that of its case; with `gate=None`, for reference data, wherever it is on for the viewer at all.
    ValueError for a name or code that another type has, a field of another table, or a row whose district is not found.
    """

    def declare(cls: type[T]) -> type[T]:
        made: type[T] = strawberry.type(cls, name=name, description=description)
        fields = _bound(_declared(made), table, _name(made))
        shown = visible if plugin is None else gated(visible, plugin, table, gate)
        _enter(Declared(_name(made), code, table, allow, shown, made, fields, plugin))
        return made

    return declare


@dataclass_transform(kw_only_default=True)
def extension(record: type[Record], *, needs: tuple[Column[Any], ...] = ()) -> Callable[[C], C]:
    """Make a class of declared fields, and of coded ones, the fields a plug-in adds to the core type `record`.

    Declared ones read columns of the core's row, which are read with it from then on, as are those that coded ones
    `need`. ValueError for a column of another table, or a type whose rows lie in no district.
    """

    def extend(cls: C) -> C:
        made: C = strawberry.type(cls)
        declared = _types[record]
        gate_of(declared.table)
        fields = _bound(_declared(made), declared.table, _name(made))
        _own(needs, declared.table, _name(made))
        _put(replace(declared, extensions=(*declared.extensions, Extension(made, fields, needs))))
        return made

    return extend


def _declared(made: Any) -> Mapping[str, Declaration]:
    fields = made.__strawberry_definition__.fields
    return {field.python_name: field.metadata[METADATA] for field in fields if METADATA in field.metadata}


def _name(made: Any) -> str:
    name: str = made.__strawberry_definition__.name
    return name


def _bound(fields: Mapping[str, Declaration], table: Table, name: str) -> Mapping[str, Declaration]:
    for field, declaration in fields.items():
        _own(declaration.needs, table, f"{name}.{field}")
    return fields


def _own(columns: Iterable[Column[Any]], table: Table, name: str) -> None:
    for column in columns:
        if column.table is not table:
            raise ValueError(f"{name} reads {column}; a field reads columns of {table.name} only")


def _enter(declared: Declared) -> None:
    if declared.name in _by_name or declared.code in _by_code:
        raise ValueError(f"type {declared.name} with code {declared.code}: its name or its code is taken")
    _put(declared)


def _put(declared: Declared) -> None:
    _types[declared.record] = _by_name[declared.name] = _by_code[declared.code] = declared


def declared_of(record: type[Record]) -> Declared:
    """The declaration of a class; KeyError if it was not made by `data.type`."""
    return _types[record]


def declared_as(name: str) -> Declared:
    """The declaration of the type with this GraphQL name; KeyError if no module declared it."""
    return _by_name[name]


def extended_by(holder: type) -> Declared | None:
    """The declaration of the type whose fields `data.extension` made of this class."""
    return next((one for one in _types.values() if any(ext.holder is holder for ext in one.extensions)), None)


def declared_types() -> tuple[Declared, ...]:
    """All types declared so far."""
    return tuple(_types.values())


def declared_by_code(code: str) -> Declared | None:
    """The declaration behind a global id's type code."""
    return _by_code.get(code)
