"""Reading one page of a declared type.

@field("…\\n…")
async def units(
    self, info: Info, filter: UnitFilter | None = UNSET,
    first: First = UNSET, after: After = UNSET, last: Last = UNSET, before: Before = UNSET,
) -> Connection[Unit] | None:
    window = Window.of(first, after, last, before)
    return await page(info, Unit, Order((unit.c.path, unit.c.id)), window, where=conditions(filter), bound_to=filter)
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import strawberry
from sqlalchemy import ColumnElement, Select, func, literal, literal_column, select

from core.access.viewer import Viewer
from core.counters.totals import total
from core.db.read import Row
from schema.context import Info, RequestContext
from schema.data import selects
from schema.data.declarations import ConnectionField
from schema.data.openings import opens
from schema.data.places import Places
from schema.data.types import Declared, Record, declared_as, declared_of
from schema.relay.connections import CAPPED, COUNTED, Connection, Edge, PageInfo
from schema.relay.cursors import CursorBox
from schema.relay.keyset import beyond, head, ordering, stretches
from schema.relay.patience import patiently
from schema.relay.windows import After, Before, First, Last, Order, Window

R = TypeVar("R", bound=Record)
NOTHING: Mapping[str, object] = {}


async def page(
    info: Info,
    record: type[R],
    order: Order,
    window: Window,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    places: Places | None = None,
    values: Mapping[str, object] = NOTHING,
    bound_to: object = None,
) -> Connection[R]:
    """The visible rows of `record` in `places` that satisfy `where`, as far as `window` goes; `values` are what these bind.

    `bound_to` is the filter as the caller gave it (anything whose `repr` tells two filters apart): a cursor made under
    one filter or order is refused under another, with BAD_USER_INPUT.
    """
    context, declared = info.context, declared_of(record)
    box = CursorBox(context.signing_key, binding(declared, order, bound_to), order.columns)
    rows = await _rows(context, declared, _statement(context, declared, order, window, box, where, places), values)
    kept = rows[: window.size][:: -1 if window.backward else 1]
    edges = [Edge(cursor=box.make(_place(order, row)), node=record(row=row)) for row in kept]
    info_ = _page_info(edges, window, more=len(rows) > window.size)
    return Connection(
        edges=edges, page_info=info_, count=_counter(context, declared, everywhere(where, places), values)
    )


def connection_resolver(declaration: ConnectionField) -> Callable[..., Any]:
    """The resolver of `data.connection`: the rows hanging on this one."""
    order = Order(declaration.order, declaration.descending)

    async def resolve(
        root: strawberry.Parent[Any],
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Any:
        if not opens(declaration, root):
            return None
        own = root.row[declared_of(type(root)).key.name]
        window = Window.of(first, after, last, before)
        target = declared_as(declaration.target).record
        return await page(info, target, order, window, where=[declaration.by == own], bound_to=own)

    return resolve


def _statement(
    context: RequestContext,
    declared: Declared,
    order: Order,
    window: Window,
    box: CursorBox,
    where: Sequence[ColumnElement[bool]],
    places: Places | None,
) -> Select[Any]:
    own = {column.name for column in declared.columns}
    statement = selects.selectable(declared, context.viewer).where(*where)
    statement = statement.add_columns(*(column for column in order.columns if column.name not in own))
    after = None if window.after is None else box.read(window.after, "after")
    before = None if window.before is None else box.read(window.before, "before")
    names = [column.name for column in order.columns]
    return windowed(statement, names, order, window, after, before, places)


def windowed(
    rows: Select[Any],
    names: Sequence[str],
    order: Order,
    window: Window,
    after: Sequence[Any] | None,
    before: Sequence[Any] | None,
    places: Places | None,
) -> Select[Any]:
    """One more of the rows than the window shows, in the order they are read, which begins behind the one cursor or the other.

    `names` are the columns of `rows` that hold the order's values.
    """
    start, end = (before, after) if window.backward else (after, before)
    if end is not None:
        rows = rows.where(beyond(order, end, backward=not window.backward))
    parts = () if start is None else stretches(order, start, backward=window.backward)
    reading = ordering(order, backward=window.backward)
    return head(rows, reading, names, window.size + 1, places=places, parts=parts)


def everywhere(where: Sequence[ColumnElement[bool]], places: Places | None) -> list[ColumnElement[bool]]:
    """All that restricts a list, as one condition on a row each."""
    return [*where, *([] if places is None else [places.holds()])]


async def _rows(
    context: RequestContext, declared: Declared, statement: Select[Any], values: Mapping[str, object]
) -> Sequence[Row]:
    bound = {**selects.values(declared, context.viewer), **values}
    return await patiently(context.pool, declared.table, lambda read: read.fetch(statement, **bound))


def _place(order: Order, row: Row) -> list[object]:
    return [row[column.name] for column in order.columns]


def _page_info(edges: Sequence[Edge[Any]], window: Window, *, more: bool) -> PageInfo:
    return PageInfo(
        has_next_page=window.before is not None if window.backward else more,
        has_previous_page=more if window.backward else window.after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )


def counted(
    viewer: Viewer, declared: Declared, where: Sequence[ColumnElement[bool]], rows: ColumnElement[int]
) -> ColumnElement[int]:
    """How many there are, from the sums where those can tell; else `rows`, CAPPED where that is beyond the cap."""
    by_rows = func.coalesce(func.nullif(rows, literal_column(str(COUNTED + 1))), literal_column(str(CAPPED)))
    found = total(viewer, declared.allow, declared.table, where, by_rows)
    return by_rows if found is None else found


def _counter(
    context: RequestContext, declared: Declared, where: Sequence[ColumnElement[bool]], bound: Mapping[str, object]
) -> Callable[[], "asyncio.Future[int]"]:
    counting: list[asyncio.Future[int]] = []

    async def count() -> int:
        rows = selects.selectable(declared, context.viewer).where(*where).limit(COUNTED + 1)
        some = rows.with_only_columns(literal(1).label("one")).subquery()
        values = {**selects.values(declared, context.viewer), **bound}
        number = counted(context.viewer, declared, where, select(func.count()).select_from(some).scalar_subquery())
        found: int = await patiently(
            context.pool, declared.table, lambda read: read.fetch_value(select(number), **values)
        )
        return found

    def once() -> "asyncio.Future[int]":
        if not counting:
            counting.append(asyncio.ensure_future(count()))
        return counting[0]

    return once


class Bound:
    """A list and what it is asked for; many requests for the same share one."""

    def __init__(self, declared: Declared, order: Order, bound_to: object) -> None:
        self._declared, self._order, self._bound_to = declared, order, bound_to

    @cached_property
    def binding(self) -> bytes:
        """See `binding`; reckoned with the first cursor."""
        return binding(self._declared, self._order, self._bound_to)


def binding(declared: Declared, order: Order, bound_to: object) -> bytes:
    """What a cursor of this list is bound to: its type, order, and what it is asked for."""
    shape = (declared.code, [column.name for column in order.columns], order.descending, bound_to)
    return hashlib.sha256(repr(shape).encode()).digest()
