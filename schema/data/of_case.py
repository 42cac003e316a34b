"""What a row takes over from the case or the place it belongs to, found inside the statement that reads the row."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, Select, Table, exists, select

KEY, GATE = "case_key", "gate"
_UPWARDS: Final = {KEY: ("case_id", "assignment_id"), GATE: ("case_id", "assignment_id", "district")}
"""The foreign keys that lead to the row which holds it, nearest first."""

Test = Callable[[ColumnElement[Any]], ColumnElement[bool]]


def wrapped_key(table: Table) -> ColumnElement[Any]:
    """The case's `case_key`, as a column of the table or a subquery correlated to it.

    ValueError for a table from which no foreign key leads to a case.
    """
    return table.c[KEY] if KEY in table.c else _read(*_found(table, KEY))


def gate_of(table: Table) -> ColumnElement[Any]:
    """The six-digit code of the district that switches plug-ins for the row: its own, its case's, or its place's.

    ValueError for a table from which no foreign key leads to a `gate`.
    """
    return table.c[GATE] if GATE in table.c else _read(*_found(table, GATE))


def gate_passes(table: Table, test: Test, up: Column[Any] | None = None) -> ColumnElement[bool]:
    """The condition that the row's gate passes `test`; `up` is the foreign key to begin with, if not found by name."""
    if GATE in table.c:
        return test(table.c[GATE])
    query, gate = _found(table, GATE, up)
    return exists(query.where(test(gate)))


def _read(query: Select[Any], column: ColumnElement[Any]) -> ColumnElement[Any]:
    return query.with_only_columns(column, maintain_column_froms=True).scalar_subquery()


def _found(table: Table, name: str, up: Column[Any] | None = None) -> tuple[Select[Any], ColumnElement[Any]]:
    """The row of the nearest table above that has the column, and that column.

    Tables above are aliased, so that the row filter beside it may read them too.
    """
    start, up = table, _up(table, name) if up is None else up
    table = _above(up)
    here: FromClause = table.alias()
    query = select(here).where(here.c[_referred(up)] == up)
    while name not in table.c:
        up = _up(table, name)
        table = _above(up)
        above = table.alias()
        query = query.join_from(here, above, above.c[_referred(up)] == here.c[up.name])
        here = above
    return query.correlate(start), here.c[name]


def _up(table: Table, wanted: str) -> Column[Any]:
    for name in _UPWARDS[wanted]:
        if name in table.c and table.c[name].foreign_keys:
            column: Column[Any] = table.c[name]
            return column
    ways = " or ".join(_UPWARDS[wanted])
    raise ValueError(f"no foreign key {ways} leads from {table.name} to a row with {wanted}")


def _above(up: Column[Any]) -> Table:
    (key,) = up.foreign_keys
    table = key.column.table
    assert isinstance(table, Table)
    return table


def _referred(up: Column[Any]) -> str:
    (key,) = up.foreign_keys
    return key.column.name
