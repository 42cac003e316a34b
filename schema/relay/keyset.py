"""Conditions and orders of a keyset page: it starts where the cursor points, whatever its depth."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    UnaryExpression,
    and_,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.operators import desc_op

from schema.data.places import Places
from schema.relay.windows import Order


def ordering(order: Order, *, backward: bool) -> list[UnaryExpression[Any]]:
    """What to sort by; backward from the end."""
    descending = order.descending != backward
    return [column.desc() if descending else column.asc() for column in order.columns]


def beyond(order: Order, values: Sequence[Any], *, backward: bool) -> ColumnElement[bool]:
    """The rows behind the one with these values, plain or bound parameters; backward those before it."""
    return or_(*stretches(order, values, backward=backward))


def stretches(order: Order, values: Sequence[Any], *, backward: bool) -> list[ColumnElement[bool]]:
    """The same in parts without a common row, each one range of an index: what has nulls in the first column is apart.

    ValueError for an order with a nullable column behind its first.
    """
    first, *rest = order.columns
    if any(column.nullable for column in rest):
        raise ValueError(f"only the first of {order.columns} may be null")
    descending = order.descending != backward
    if not first.nullable:
        return [_behind(order.columns, values, descending)]
    if values[0] is None:
        among_nulls = and_(first.is_(None), _behind(rest, values[1:], descending))
        return [among_nulls, first.is_not(None)] if descending else [among_nulls]
    behind = _behind(order.columns, values, descending)
    return [behind] if descending else [behind, first.is_(None)]


def head(
    rows: Select[Any],
    order: Sequence[ColumnElement[Any]],
    names: Sequence[str],
    limit: int,
    *,
    places: Places | None = None,
    parts: Sequence[ColumnElement[bool]] = (),
) -> Select[Any]:
    """The first `limit` of the rows; `names` are their columns that hold what `order` compares.

    Each path of `places` and each of `parts` is read by itself, in order and to the limit, and then they are merged.
    """
    # A limit in the text is known to the planner, whatever is bound.
    most: ColumnElement[int] = literal_column(str(limit))
    paths = None if places is None else places.paths()
    if places is not None and paths is not None:
        rows = rows.where(places.column == paths.c.path).correlate(paths)
    each = [rows.where(part).order_by(*order).limit(most) for part in parts or [true()]]
    if paths is None and len(each) == 1:
        return each[0]
    found = each[0] if len(each) == 1 else union_all(*each)
    merged = found.subquery("found") if paths is None else found.lateral("found")
    again = [directed(merged.c[name], one) for name, one in zip(names, order, strict=True)]
    source = merged if paths is None else paths.join(merged, true())
    return select(*merged.c).select_from(source).order_by(*again).limit(most)


def directed(column: ColumnElement[Any], like: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column in the direction of another."""
    return column.desc() if isinstance(like, UnaryExpression) and like.modifier is desc_op else column


def _behind(columns: Sequence[Column[Any]], values: Sequence[Any], descending: bool) -> ColumnElement[bool]:
    here, there = tuple_(*columns), tuple_(*_literals(columns, values))
    return here < there if descending else here > there


def _literals(columns: Sequence[Column[Any]], values: Sequence[Any]) -> list[ColumnElement[Any]]:
    return [
        value if isinstance(value, ColumnElement) else literal(value, column.type)
        for column, value in zip(columns, values, strict=True)
    ]
