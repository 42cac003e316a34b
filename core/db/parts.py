"""The parts of a batch: each writes rows of one table, and is joined to the claim when there is one."""

# ruff: noqa: S608 - names of our own tables and columns, quoted; every value is a parameter.

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import Column, Delete, Table, Update, exists, literal_column, select
from sqlalchemy import table as named
from sqlalchemy.dialects.postgresql import Insert

from core.db.statement import DIALECT, prepare
from core.db.upsert import conflict

CLAIM = "claim"
"""The first part, if it is a claim: a table of one row, or of none."""

_CLAIMED = exists(select(literal_column("1")).select_from(named(CLAIM)))
_PARAMETER = re.compile(r"\$(\d+)")
Row = Mapping[str, Any]


class Part(Protocol):
    """A write. Parts of the same `shape` have the same text."""

    @property
    def shape(self) -> Hashable:
        """All that the text depends on, but for where its parameters begin and whether it is joined to a claim."""

    @property
    def table(self) -> str:
        """Where it writes."""

    def text(self, first: int, *, joined: bool) -> str:
        """The SQL with parameters from `$first` on."""

    def arguments(self) -> list[object]:
        """The values of the parameters."""


@dataclass(slots=True)
class NewRows:
    """Rows to insert, all with the same columns; `upsert` says by its ON CONFLICT what becomes of one that is there."""

    into: Table
    columns: tuple[str, ...]
    rows: list[Row]
    upsert: Insert | None = None

    @property
    def shape(self) -> Hashable:
        """See Part."""
        return "insert", self.into, self.upsert, self.columns, len(self.rows)

    @property
    def table(self) -> str:
        """See Part."""
        return self.into.name

    def text(self, first: int, *, joined: bool) -> str:
        """See Part."""
        given = _given(self.into, self.columns, len(self.rows), first, joined=joined)
        return f"INSERT INTO {_name(self.into)} ({_listed(self.columns)}) {given}{conflict(self.upsert)}"

    def arguments(self) -> list[object]:
        """See Part."""
        return [row[name] for row in self.rows for name in self.columns]


@dataclass(slots=True)
class ChangedRows:
    """Rows of one table that get new values in the same columns, each by its id, which is the first of `columns`."""

    of: Table
    columns: tuple[str, ...]
    rows: list[Row]

    @property
    def shape(self) -> Hashable:
        """See Part."""
        return "update", self.of, self.columns, len(self.rows)

    @property
    def table(self) -> str:
        """See Part."""
        return self.of.name

    def text(self, first: int, *, joined: bool) -> str:
        """See Part."""
        table, values = _name(self.of), _values(self.of, self.columns, len(self.rows), first)
        source = f"{values} AS given ({_listed(self.columns)}){f', {CLAIM}' if joined else ''}"
        changes = ", ".join(f"{_quoted(name)} = given.{_quoted(name)}" for name in self.columns[1:])
        return f"UPDATE {table} SET {changes} FROM {source} WHERE {table}.id = given.id"

    def arguments(self) -> list[object]:
        """See Part."""
        return [row[name] for row in self.rows for name in self.columns]


@dataclass(slots=True)
class Told:
    """A statement that changes or removes rows, and of which nobody asks how many."""

    statement: Update | Delete
    values: Row

    @property
    def shape(self) -> Hashable:
        """See Part."""
        return self.statement

    @property
    def of(self) -> Table:
        """Whose rows."""
        return cast(Table, self.statement.table)

    @property
    def table(self) -> str:
        """See Part."""
        return self.of.name

    def text(self, first: int, *, joined: bool) -> str:
        """See Part."""
        told = self.statement.where(_CLAIMED) if joined else self.statement
        return _PARAMETER.sub(lambda found: f"${int(found[1]) + first - 1}", prepare(told).sql)

    def arguments(self) -> list[object]:
        """See Part."""
        return prepare(self.statement).bind(self.values)


@dataclass(slots=True)
class Claim:
    """The row that nobody else may have written meanwhile: changed where its columns still are as they were read."""

    of: Table
    values: Row
    where: Row

    @property
    def shape(self) -> Hashable:
        """See Part."""
        return "claim", self.of, tuple(self.values), tuple(self.where)

    @property
    def table(self) -> str:
        """See Part."""
        return self.of.name

    def text(self, first: int, *, joined: bool) -> str:
        """See Part."""
        table, names = _name(self.of), tuple(self.values)
        changes = ", ".join(_equal(self.of, names, first))
        conditions = " AND ".join(_equal(self.of, tuple(self.where), first + len(names)))
        return f"UPDATE {table} SET {changes}{f' FROM {CLAIM}' if joined else ''} WHERE {conditions} RETURNING 1"

    def arguments(self) -> list[object]:
        """See Part."""
        return [*self.values.values(), *self.where.values()]


def _given(table: Table, columns: Sequence[str], rows: int, first: int, *, joined: bool) -> str:
    values = _values(table, columns, rows, first)
    return f"SELECT given.* FROM {values} AS given, {CLAIM}" if joined else values[1:-1]


def _values(table: Table, columns: Sequence[str], rows: int, first: int) -> str:
    """Rows of parameters; the first row tells the types."""
    typed = ", ".join(f"${first + at}::{_type(table.c[name])}" for at, name in enumerate(columns))
    width = len(columns)
    more = (", ".join(f"${first + row * width + at}" for at in range(width)) for row in range(1, rows))
    return f"(VALUES {', '.join(f'({one})' for one in (typed, *more))})"


def _equal(table: Table, columns: Sequence[str], first: int) -> Iterator[str]:
    for at, name in enumerate(columns):
        yield f"{_quoted(name)} = ${first + at}::{_type(table.c[name])}"


@cache
def _type(column: Column[Any]) -> str:
    return column.type.compile(dialect=DIALECT).replace("TIMESTAMP WITH TIME ZONE", "timestamptz")


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    return DIALECT.identifier_preparer.quote(name)


def _name(table: Table) -> str:
    return DIALECT.identifier_preparer.format_table(table)
