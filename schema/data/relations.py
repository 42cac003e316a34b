"""Fields that lead to other rows."""

from typing import Any

from sqlalchemy import Column, ColumnElement

from schema.data.declarations import ConnectionField, LatestField, ManyField, OneField, OrderBy
from schema.data.resolvers import field_of
from schema.relay.pages import connection_resolver

LIMIT = 200
"""Rows of a bounded list, unless the declaration says otherwise."""


def one(
    target: str,
    *,
    on: Column[Any],
    description: str,
    key: Column[Any] | None = None,
    allow: str | None = None,
    there: str | None = None,
) -> Any:
    """The row of the GraphQL type `target` whose `key`, a unique column, equals `on`; null where it is hidden.

    `there` is a further operation that must open on that row.
    """
    return field_of(OneField(allow=allow, target=target, on=on, key=key, there=there), description)


def many(
    target: str,
    *,
    by: Column[Any],
    order: tuple[OrderBy, ...],
    description: str,
    limit: int = LIMIT,
    on: Column[Any] | None = None,
    where: ColumnElement[bool] | None = None,
    allow: str | None = None,
) -> Any:
    """The rows of `target` whose `by` equals this row's primary key (or `on`): a bounded list in `order`."""
    declaration = ManyField(allow=allow, target=target, by=by, order=order, limit=limit, on=on, where=where)
    return field_of(declaration, f"{description}\nAt most {limit}. 最多 {limit} 条。")


def latest(
    target: str,
    *,
    by: Column[Any],
    order: tuple[OrderBy, ...],
    description: str,
    on: Column[Any] | None = None,
    where: ColumnElement[bool] | None = None,
    allow: str | None = None,
) -> Any:
    """The first of those rows in `order`, hence the newest by `order=(t.c.at.desc(),)`."""
    return field_of(
        LatestField(allow=allow, target=target, by=by, order=order, limit=1, on=on, where=where), description
    )


def connection(
    target: str,
    *,
    by: Column[Any],
    order: tuple[Column[Any], ...],
    description: str,
    descending: bool = False,
    allow: str | None = None,
) -> Any:
    """The rows of `target` whose `by` equals this row's primary key, as pages; `order` ends in the target's key."""
    declaration = ConnectionField(allow=allow, target=target, by=by, order=order, descending=descending)
    return field_of(declaration, description, connection_resolver)
