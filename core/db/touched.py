"""Which rows a batch touches: by what unique keys it names them, so that no two of its parts touch the same one.

All parts of one statement see the database as it was before it, and run in no order: a row that one part removes is in the
way of another's that takes its key, and of two that change a row one is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint
from sqlalchemy.sql.visitors import iterate

Row = Mapping[str, Any]
Key = tuple[str, ...]
"""Columns that no two rows of a table have the same values in."""
Name = tuple[str, Key, tuple[object, ...]]
"""A table, a key of it, and its values."""


@dataclass(slots=True)
class Touched:
    """The rows that wait to be written."""

    _names: set[Name] = field(default_factory=set)
    _named_by: set[tuple[str, Key]] = field(default_factory=set)
    """How rows that are there already were named: by two keys one might name the same."""
    _later: dict[str, list[tuple[Sequence[Row], Key | None]]] = field(default_factory=dict)
    """Rows whose names nobody has asked for yet: most tables are written to once."""
    _unclear: set[str] = field(default_factory=set)
    """Tables where keys were given up, or rows written that nobody named."""

    def meets(self, table: Table, rows: Sequence[Row], by: Key | None) -> bool:
        """Whether one of these rows, all with the same columns, may be touched already.

        `by` is the key that names them, if they are there already.
        """
        if table.name in self._unclear:
            return True
        for others, key in self._later.pop(table.name, ()):
            self._named_by.update([(table.name, key)] if key else [])
            self._names.update(_names(table, others))
        if by and any(name == table.name and key != by for name, key in self._named_by):
            return True
        return not self._names.isdisjoint(_names(table, rows))

    def add(self, table: Table, rows: Sequence[Row], by: Key | None) -> None:
        """Rows are touched."""
        self._later.setdefault(table.name, []).append((rows, by))

    def blur(self, table: Table) -> None:
        """Whoever writes to the table next must not do it in the same statement."""
        self._unclear.add(table.name)


@cache
def unique_keys(table: Table) -> tuple[Key, ...]:
    """Its primary key and all other unique keys; of one that holds for a part of the rows alone, as if for all."""
    found = [table.primary_key.columns]
    found += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    found += [one.columns for one in table.indexes if one.unique]
    return tuple(tuple(column.name for column in columns) for columns in found if columns)


def key_in(table: Table, where: Row) -> Key:
    """The unique key by which a condition names a row. ValueError if it may be true of many."""
    found = next((key for key in unique_keys(table) if where.keys() >= set(key)), None)
    if found is None:
        raise ValueError(f"{', '.join(where)} may name many rows of {table.name}: name one by a unique key")
    return found


@cache
def moves_keys(table: Table, columns: Key) -> bool:
    """Whether a row that gets new values in these columns may give up a unique key or take one."""
    partial = (one.dialect_options["postgresql"]["where"] for one in table.indexes if one.unique)
    conditions = {part.name for one in partial if one is not None for part in iterate(one) if isinstance(part, Column)}
    return not conditions.union(*unique_keys(table)).isdisjoint(columns)


def _names(table: Table, rows: Sequence[Row]) -> Iterator[Name]:
    """By all keys that the rows have; null is unlike any other."""
    for key in unique_keys(table):
        if all(name in rows[0] for name in key):
            for row in rows:
                values = tuple([row[name] for name in key])
                if None not in values:
                    yield table.name, key, values
