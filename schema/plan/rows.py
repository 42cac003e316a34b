"""The selection of a row: its own values, the objects it refers to, and the lists below it."""

from collections.abc import Sequence
from functools import partial, singledispatch
from typing import Any

from sqlalchemy import Column, ColumnElement, PrimaryKeyConstraint, Text, UniqueConstraint, Uuid, case, cast

from schema.data.declarations import (
    ConnectionField,
    Declaration,
    LatestField,
    ManyField,
    OneField,
)
from schema.data.types import Declared, declared_as
from schema.plan.asked import Page
from schema.plan.level import Level, record, records
from schema.plan.pages import Listing, page
from schema.plan.reasons import Reason, Unplannable
from schema.plan.selection import Selected, object_type
from schema.plan.values import value
from schema.plan.writer import braces
from schema.plugins.gates import ObjectGate, ReadGate
from schema.relay.pages import Bound

_UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


def row(level: Level, selected: Selected) -> str:
    """The Python that makes JSON of one row, which it calls `level.row`."""
    type_ = object_type(level.writer.graphql, level.declared.name)
    fields = level.writer.selections.below(selected, type_)
    return braces(
        [(one, repr(type_.name)) if isinstance(one, str) else (one.key, _field(level, one)) for one in fields]
    )


def _field(level: Level, selected: Selected) -> str:
    """With what stands before the value: the operation that opens it, the plug-in's switch where the row lies."""
    declaration = selected.declaration
    if declaration is None:
        raise Unplannable(Reason.RESOLVER, selected.place)
    made = below(declaration, level, selected)
    if declaration.allow not in (None, level.declared.allow):
        made = f"({made} if {level.open(declaration.allow or '')} else None)"
    if selected.plugin is None:
        return made
    if not all(isinstance(one, ObjectGate | ReadGate) for one in selected.definition.extensions):
        raise Unplannable(Reason.PLUGIN_CODE, selected.place)
    return f"({made} if c.viewer.matrix.switches.on({selected.plugin!r}, {level.gate()}) else None)"


@singledispatch
def below(declaration: Declaration, level: Level, selected: Selected) -> str:
    """The Python of the field, once it is open; a value of the row, unless it is a relation."""
    return value(declaration, level, selected)


@below.register
def _(declaration: OneField, level: Level, selected: Selected) -> str:
    target = declared_as(declaration.target)
    key = target.key if declaration.key is None else declaration.key
    wanted = key == _fitting(level.refer(declaration.on), key)
    if _unique(key):
        link = key if declaration.on is level.declared.key else None
        return _beside(level, target, selected, wanted, link=link, there=declaration.there)
    found = Level(level.writer, target)
    made = _opened(row(found, selected), found, declaration.there)
    return f"(None if ({found.row} := {level.below(record(found.rows(wanted)))}) is None else {made})"


@below.register
def _(declaration: LatestField, level: Level, selected: Selected) -> str:
    where, target = _belonging(declaration, level), declared_as(declaration.target)
    link = declaration.by if declaration.on is None else None
    return _beside(level, target, selected, *where, link=link, order=declaration.order, limit=1)


@below.register
def _(declaration: ManyField, level: Level, selected: Selected) -> str:
    found = Level(level.writer, declared_as(declaration.target))
    if declaration.on is None:
        found.belongs_to(level, declaration.by)
    made = row(found, selected)
    rows = found.rows(*_belonging(declaration, level), order=declaration.order, limit=declaration.limit)
    return f"[{made} for {found.row} in {level.below(records(rows))}]"


@below.register
def _(declaration: ConnectionField, level: Level, selected: Selected) -> str:
    question, asked = level.writer.ask(selected)
    assert isinstance(asked, Page)
    own, bound = level.declared.key, partial(Bound, asked.declared, asked.asked.order)
    listing = Listing(
        level.writer,
        question,
        asked,
        None,
        [declaration.by == level.refer(own)],
        f"{level.writer.named(bound, 'bound')}({level.value(own)})",
        put_rows=lambda rows: level.below(records(rows)),
        put_count=level.below,
    )
    return page(listing, selected, row)


def _beside(
    level: Level,
    target: Declared,
    selected: Selected,
    *where: ColumnElement[bool],
    link: ColumnElement[Any] | None = None,
    order: Sequence[Any] = (),
    limit: int | None = None,
    there: str | None = None,
) -> str:
    """The Python of the one row that `where` finds, or null."""
    found = Level(level.writer, target, level)
    if link is not None:
        found.belongs_to(level, link)
    made = _opened(row(found, selected), found, there)
    return f"({made} if {found.stand_beside(*where, order=order, limit=limit)} else None)"


def _opened(made: str, found: Level, there: str | None) -> str:
    return made if there is None else f"({made} if {found.open(there)} else None)"


def _belonging(declaration: ManyField, level: Level) -> list[ColumnElement[bool]]:
    on = level.declared.key if declaration.on is None else declaration.on
    belongs = declaration.by == level.refer(on)
    return [belongs] if declaration.where is None else [belongs, declaration.where]


def _unique(key: Column[Any]) -> bool:
    """Whether at most one row has a value of the column."""
    alone = [key.name]
    constraints = (one for one in key.table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint))
    indexes = (
        one for one in key.table.indexes if one.unique and one.dialect_options["postgresql"].get("where") is None
    )
    return any([column.name for column in one.columns] == alone for one in (*constraints, *indexes))


def _fitting(on: ColumnElement[Any], key: Column[Any]) -> ColumnElement[Any]:
    """Text that is no id refers to nothing."""
    if not (isinstance(on.type, Text) and isinstance(key.type, Uuid)):
        return on
    return case((on.regexp_match(_UUID), cast(on, key.type)), else_=None)
