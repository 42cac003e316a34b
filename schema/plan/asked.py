"""What the arguments of a field come to: the shape decides the SQL's text and is part of the plan's key, the values are bound."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Column

from schema.data.declarations import ConnectionField, Declaration, FoundField, NodeField, PagesField
from schema.data.types import Declared, declared_as
from schema.plan.reasons import Reason, Unplannable
from schema.plan.request import Asker
from schema.relay.cursors import CursorBox
from schema.relay.listed import WINDOW, Listed, listed
from schema.relay.pages import Bound, binding
from schema.relay.rooted import bounded, named
from schema.relay.windows import Order, Window


class Asked(Protocol):
    """What a request asks of a field with arguments."""

    @property
    def shape(self) -> Hashable:
        """All of it that decides the SQL's text."""

    def values(self, prefix: str) -> Mapping[str, object]:
        """What the statement binds, by names that begin with `prefix`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by a unique column; no column where what was asked for cannot be."""

    declared: Declared | None
    column: Column[Any] | None
    value: object

    @property
    def shape(self) -> Hashable:
        """See the module."""
        return self.declared, self.column

    def values(self, prefix: str) -> Mapping[str, object]:
        """See the module."""
        return {f"{prefix}key": self.value}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of several types by their keys, in the order asked for; None where there can be none."""

    wanted: tuple[tuple[Declared, UUID] | None, ...]

    @property
    def types(self) -> tuple[Declared, ...]:
        """Each once, as they are met first."""
        return tuple(dict.fromkeys(one[0] for one in self.wanted if one))

    @property
    def shape(self) -> Hashable:
        """See the module."""
        return self.types

    def values(self, prefix: str) -> Mapping[str, object]:
        """The keys of each type, and all in order for the projection."""
        by_type: dict[str, object] = {
            f"{prefix}{declared.code}": [key for kind, key in filter(None, self.wanted) if kind is declared]
            for declared in self.types
        }
        return {**by_type, f"{prefix}all": self.wanted}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a root list; `after` and `before` are the cursors' values, read."""

    declared: Declared
    asked: Listed
    after: Sequence[object] | None
    before: Sequence[object] | None

    @property
    def shape(self) -> Hashable:
        """See the module. Whether a cursor's value is null decides the text, too."""
        return self.asked.shape, _nulls(self.after), _nulls(self.before)

    def values(self, prefix: str) -> Mapping[str, object]:
        """See the module."""
        bound = Bound(self.declared, self.asked.order, self.asked.bound_to)
        found: dict[str, object] = {**self.asked.values(prefix), f"{prefix}bound": bound}
        for name, cursor in (("after", self.after), ("before", self.before)):
            found |= {f"{prefix}{name}{at}": value for at, value in enumerate(cursor or ())}
        return found


def _nulls(cursor: Sequence[object] | None) -> tuple[bool, ...] | None:
    return None if cursor is None else tuple(value is None for value in cursor)


@singledispatch
def read(declaration: Declaration, _given: Mapping[str, Any], _schema: Any, _context: Asker) -> Asked:
    """What the arguments come to, by the very functions of the ordinary resolver."""
    raise TypeError(f"{type(declaration).__name__} has no arguments")


@read.register
def _(declaration: FoundField, given: Mapping[str, Any], _schema: Any, _context: Asker) -> Row:
    found = declaration.key(given[declaration.argument.name])
    if found is None:
        return Row(None, None, None)
    return Row(declared_as(declaration.target), *found)


@read.register
def _(declaration: NodeField, given: Mapping[str, Any], schema: Any, _context: Asker) -> Row | Rows:
    if declaration.several:
        found = [named(schema, one) for one in bounded(given["ids"])]
        return Rows(tuple(one and (one[0], one[1].key) for one in found))
    one = named(schema, given["id"])
    return Row(None, None, None) if one is None else Row(one[0], one[0].key, one[1].key)


@read.register
def _(declaration: PagesField, given: Mapping[str, Any], _schema: Any, context: Asker) -> Page:
    declared, asked = declared_as(declaration.target), listed(declaration, given)
    if asked.window.after is None and asked.window.before is None:
        return Page(declared, asked, None, None)
    box = CursorBox(context.signing_key, binding(declared, asked.order, asked.bound_to), asked.order.columns)
    after = None if asked.window.after is None else box.read(asked.window.after, "after")
    before = None if asked.window.before is None else box.read(asked.window.before, "before")
    return Page(declared, asked, after, before)


@read.register
def _(declaration: ConnectionField, given: Mapping[str, Any], _schema: Any, _context: Asker) -> Page:
    window = Window.of(*(given.get(name) for name in WINDOW))
    if window.after is not None or window.before is not None:
        # Such a cursor is bound to its parent's key, which only the rows tell.
        raise Unplannable(Reason.ARGUMENTS, f"a cursor in a list of {declaration.target} below another object")
    asked = Listed(Order(declaration.order, declaration.descending), window)
    return Page(declared_as(declaration.target), asked, None, None)
