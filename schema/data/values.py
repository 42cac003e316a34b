"""Fields that are made from the row itself."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table

from schema.data.declarations import (
    Ambient,
    CodeField,
    ColumnField,
    ComputedField,
    ContentField,
    EnumField,
    IdField,
    SealedField,
)
from schema.data.resolvers import field_of


def global_id(*, description: str) -> Any:
    """The Relay id of the row."""
    return field_of(IdField(), description)


def column(column: Column[Any], *, description: str, allow: str | None = None) -> Any:
    """The value of a column."""
    return field_of(ColumnField(allow=allow, column=column), description)


def enum(column: Column[Any], enum: type[Enum], *, description: str, allow: str | None = None) -> Any:
    """A member of a closed vocabulary; a number column holds the member's position."""
    return field_of(EnumField(allow=allow, column=column, enum=enum), description)


def code(set: str, column: Column[Any], *, description: str, allow: str | None = None) -> Any:
    """A code of an open vocabulary with its label in the request's language; an array column gives a list."""
    return field_of(CodeField(allow=allow, column=column, set=set), description)


def sealed(name: str, *, table: Table, description: str, allow: str | None = None) -> Any:
    """The mask of the sealed field `name`; its plaintext leaves through `reveal` alone."""
    return field_of(SealedField(allow=allow, column=table.c[f"{name}_mask"]), description)


def content(name: str, *, table: Table, description: str, allow: str | None = None) -> Any:
    """The text of the sealed field `name`, opened with the key of its case; null for viewers who may not."""
    declaration = ContentField(allow=allow, sealed=table.c[f"{name}_sealed"], logical=f"{table.name}.{name}")
    return field_of(declaration, description)


def computed(
    function: Callable[..., Any],
    *,
    needs: tuple[Column[Any], ...],
    description: str,
    ambient: tuple[Ambient, ...] = (),
    allow: str | None = None,
) -> Any:
    """`function(*values of needs, *values of ambient)`; it is pure and must not wait."""
    return field_of(ComputedField(allow=allow, function=function, columns=needs, ambient=ambient), description)
