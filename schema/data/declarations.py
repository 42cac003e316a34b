"""What a field that only reads data is, as pure data: the ordinary resolver and every plan are made from it.

Columns are compared by identity (SQLAlchemy's `==` writes SQL), hence `eq=False` throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, UnaryExpression

from schema.data.conditions import Argument

OrderBy: TypeAlias = "ColumnElement[Any] | UnaryExpression[Any]"


class Ambient(Enum):
    """What a computed field may ask of the request, besides its columns."""

    NOW = "now"
    LANGUAGE = "language"
    SERVICES = "services"
    VIEWER = "viewer"


@dataclass(frozen=True, kw_only=True, eq=False)
class Declaration:
    """`allow` is the operation that opens the field on a row; None where the type's own is enough."""

    allow: str | None = None

    @property
    def needs(self) -> tuple[Column[Any], ...]:
        """The columns of the row the field is made from."""
        return ()


@dataclass(frozen=True, kw_only=True, eq=False)
class IdField(Declaration):
    """The global id of the row."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ValueField(Declaration):
    """A field made from one column."""

    column: Column[Any]

    @property
    def needs(self) -> tuple[Column[Any], ...]:
        """See Declaration."""
        return (self.column,)


@dataclass(frozen=True, kw_only=True, eq=False)
class ColumnField(ValueField):
    """The column's value as it is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class EnumField(ValueField):
    """A member of a closed vocabulary; a number column holds its position in the enum."""

    enum: type[Enum]


@dataclass(frozen=True, kw_only=True, eq=False)
class CodeField(ValueField):
    """A code of an open vocabulary, or several where the column is an array."""

    set: str


@dataclass(frozen=True, kw_only=True, eq=False)
class SealedField(ValueField):
    """The mask of a sealed field; the plaintext is never read."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ContentField(Declaration):
    """A sealed text of the row, opened with its case's key for viewers who may; `logical` is `table.name`."""

    sealed: Column[Any]
    logical: str


@dataclass(frozen=True, kw_only=True, eq=False)
class OneField(Declaration):
    """The row of type `target` whose `key` (its primary key where None) equals this row's `on`.

    Where `on` is text and the key a UUID, text that is no id refers to nothing. `there` is an operation that must open on the
    row that is referred to; the target has a field of its own that it opens.
    """

    target: str
    on: Column[Any]
    key: Column[Any] | None = None
    there: str | None = None

    @property
    def needs(self) -> tuple[Column[Any], ...]:
        """See Declaration."""
        return (self.on,)


@dataclass(frozen=True, kw_only=True, eq=False)
class ManyField(Declaration):
    """The rows of type `target` whose `by` equals this row's `on` (its primary key where None), at most `limit`."""

    target: str
    by: Column[Any]
    order: tuple[OrderBy, ...]
    limit: int
    on: Column[Any] | None = None
    where: ColumnElement[bool] | None = None

    @property
    def needs(self) -> tuple[Column[Any], ...]:
        """See Declaration."""
        return () if self.on is None else (self.on,)


@dataclass(frozen=True, kw_only=True, eq=False)
class LatestField(ManyField):
    """The first such row in that order."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ConnectionField(Declaration):
    """The rows of type `target` whose `by` equals this row's primary key, page by page in `order`."""

    target: str
    by: Column[Any]
    order: tuple[Column[Any], ...]
    descending: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class ComputedField(Declaration):
    """`function(*columns, *ambient)`: pure, so that it may run wherever the row is."""

    function: Callable[..., Any]
    columns: tuple[Column[Any], ...]
    ambient: tuple[Ambient, ...] = ()

    @property
    def needs(self) -> tuple[Column[Any], ...]:
        """See Declaration."""
        return self.columns


Found: TypeAlias = "tuple[Column[Any], object] | None"
"""A unique column and the value it must hold; None where what was asked for cannot be."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundField(Declaration):
    """A root field: the row of type `target` that `key` finds by the one argument."""

    target: str
    argument: Argument
    key: Callable[[Any], Found]


@dataclass(frozen=True, kw_only=True, eq=False)
class PagesField(Declaration):
    """A root field: the rows of type `target` that satisfy its arguments, page by page in `order` or the one asked for.

    `order` is a `schema.relay.windows.Order`.
    """

    target: str
    order: Any
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class NodeField(Declaration):
    """A root field: any object by its global id or, with `several`, the objects of several ids in their order."""

    several: bool
