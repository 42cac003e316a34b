"""The statements behind ordinary resolvers: every one carries the row filter of its type.

A statement's text depends on the declaration and the viewer's shape alone, so it is written once for both and compiled
once; `values` binds what belongs to the viewer. Beside the columns stands `may:<operation>` for each operation that
opens single fields, told on that very row.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Select, any_, bindparam, column, func, select, true

from core.access.viewer import Viewer
from schema.data.declarations import ManyField
from schema.data.of_case import gate_of, wrapped_key
from schema.data.types import Declared

PLACE = "plugin:district"
"""The column of a row that plug-ins extend which tells the district that switches them there."""

_KEPT = 4096
_written: dict[Hashable, Select[Any]] = {}


def flag(operation: str) -> str:
    """The row's column that tells whether the operation opens on it."""
    return f"may:{operation}"


def values(declared: Declared, viewer: Viewer) -> Mapping[str, object]:
    """What every statement over the type binds for this viewer."""
    found: dict[str, object] = {}
    for operation in (declared.allow, *declared.further):
        found |= declared.visible.values(viewer, operation)
    return found


def selectable(declared: Declared, viewer: Viewer) -> Select[Any]:
    """All rows of the type the viewer reaches, with its flags."""
    flags = [declared.visible.opening(viewer, op).label(flag(op)) for op in declared.further]
    place = [gate_of(declared.table).label(PLACE)] if declared.extensions else []
    rows = select(*declared.columns, *flags, *place).select_from(declared.table)
    return rows.where(declared.visible.opening(viewer, declared.allow))


def by_keys(declared: Declared, key: Column[Any], viewer: Viewer) -> Select[Any]:
    """The rows whose `key` is one of the bound `keys`; the key stands in the row as `key`."""
    return _once(
        ("by_keys", declared, key, viewer.shape),
        lambda: selectable(declared, viewer).add_columns(key.label("key")).where(key == any_(_keys(key))),
    )


def many_by_keys(declared: Declared, many: ManyField, viewer: Viewer) -> Select[Any]:
    """For each of the bound `keys` its first `many.limit` rows, with `key` and their `place` in the order."""
    return _once(("many", declared, many, viewer.shape), lambda: _many(declared, many, viewer))


def contents(declared: Declared, operation: str, viewer: Viewer) -> Select[Any]:
    """The sealed texts of the rows with the bound `keys` on which `operation` opens, with the case's `wrapped` key."""
    return _once(
        ("contents", declared, operation, viewer.shape),
        lambda: select(
            declared.key.label("key"),
            wrapped_key(declared.table).label("wrapped"),
            *(field.sealed for field in declared.contents if (field.allow or declared.allow) == operation),
        ).where(
            declared.key == any_(_keys(declared.key)),
            declared.visible.opening(viewer, operation),
            declared.visible.opening(viewer, declared.allow),
        ),
    )


def _many(declared: Declared, many: ManyField, viewer: Viewer) -> Select[Any]:
    wanted = func.unnest(_keys(many.by)).table_valued(column("key", many.by.type), name="wanted").render_derived()
    place = func.row_number().over(order_by=many.order).label("place")
    rows = selectable(declared, viewer).add_columns(place).where(many.by == wanted.c.key)
    if many.where is not None:
        rows = rows.where(many.where)
    found = rows.order_by(*many.order).limit(many.limit).lateral("found")
    return select(wanted.c.key, found).select_from(wanted.join(found, true()))


def _keys(key: Column[Any]) -> ColumnElement[Any]:
    return bindparam("keys", type_=ARRAY(key.type))


def _once(name: Hashable, write: Callable[[], Select[Any]]) -> Select[Any]:
    found = _written.get(name)
    if found is None:
        if len(_written) >= _KEPT:
            _written.clear()
        found = _written[name] = write()
    return found
