"""Finding the wrapped key of the case a row belongs to, inside the statement that reads the row."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, select

KEY = "case_key"
UPWARDS = ("case_id", "assignment_id")
"""The foreign keys that lead to a row's case, nearest first."""


def wrapped_key(table: Table) -> ColumnElement[Any]:
    """The case's `case_key`, as a column of the table or a subquery correlated to it.

    ValueError for a table from which no foreign key leads to a case. Tables above are aliased, so that the row filter
    beside it may read them too.
    """
    if KEY in table.c:
        return table.c[KEY]
    up = _up(table)
    table = _above(up)
    here = table.alias()
    query = select(here).where(here.c[_referred(up)] == up)
    while KEY not in table.c:
        up = _up(table)
        table = _above(up)
        above = table.alias()
        query = query.join_from(here, above, above.c[_referred(up)] == here.c[up.name])
        here = above
    return query.with_only_columns(here.c[KEY], maintain_column_froms=True).scalar_subquery()


def _up(table: Table) -> Column[Any]:
    for name in UPWARDS:
        if name in table.c and table.c[name].foreign_keys:
            column: Column[Any] = table.c[name]
            return column
    raise ValueError(f"no foreign key {' or '.join(UPWARDS)} leads from {table.name} to the case that seals its texts")


def _above(up: Column[Any]) -> Table:
    (key,) = up.foreign_keys
    table = key.column.table
    assert isinstance(table, Table)
    return table


def _referred(up: Column[Any]) -> str:
    (key,) = up.foreign_keys
    return key.column.name
