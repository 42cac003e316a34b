"""Conditions and orders of a keyset page: it starts where the cursor points, whatever its depth."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, UnaryExpression, and_, false, literal, or_, tuple_

from schema.relay.windows import Order


def ordering(order: Order, *, backward: bool) -> list[UnaryExpression[Any]]:
    """What to sort by; backward from the end."""
    descending = order.descending != backward
    return [column.desc() if descending else column.asc() for column in order.columns]


def beyond(order: Order, values: Sequence[Any], *, backward: bool) -> ColumnElement[bool]:
    """The rows behind the one with these values, plain or bound parameters; backward those before it."""
    descending = order.descending != backward
    if not any(column.nullable for column in order.columns):
        here, there = tuple_(*order.columns), tuple_(*_literals(order.columns, values))
        return here < there if descending else here > there
    ways, equal = [], list[ColumnElement[bool]]()
    for column, value in zip(order.columns, values, strict=True):
        ways.append(and_(*equal, _past(column, value, descending)))
        equal.append(column.is_(None) if value is None else column == value)
    return or_(*ways)


def _past(column: Column[Any], value: Any, descending: bool) -> ColumnElement[bool]:
    if value is None:
        return column.is_not(None) if descending else false()
    if descending:
        before: ColumnElement[bool] = column < value
        return before
    behind: ColumnElement[bool] = column > value
    return or_(behind, column.is_(None)) if column.nullable else behind


def _literals(columns: Sequence[Column[Any]], values: Sequence[Any]) -> list[ColumnElement[Any]]:
    return [
        value if isinstance(value, ColumnElement) else literal(value, column.type)
        for column, value in zip(columns, values, strict=True)
    ]
