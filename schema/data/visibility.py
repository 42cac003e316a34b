"""Which rows of a type a viewer reaches: the same condition for `node`, relations and lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from sqlalchemy import ARRAY, Boolean, Column, ColumnElement, Table, Text, any_, bindparam, exists, false, select, true

from core.access.predicate import ScopeColumns, row_condition, row_values
from core.access.viewer import Viewer
from schema.data.of_case import Test, gate_passes
from schema.data.switched import anywhere, switches

if TYPE_CHECKING:
    from schema.data.types import Declared


class Place(Enum):
    """Where a plug-in's row lies, if no column of its own tells."""

    BY_CASE = "of the case it belongs to"


Gate: TypeAlias = "Column[Any] | Literal[Place.BY_CASE] | None"


class Visibility(Protocol):
    """The rows on which an operation opens. The text of the condition depends on `viewer.shape` alone."""

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """The condition; `values` has what it binds."""

    def values(self, viewer: Viewer, operation: str, /) -> Mapping[str, object]:
        """The bound values of `opening`."""


@dataclass(frozen=True, eq=False)
class Everyone:
    """Reference data without a place: whoever holds the operation at all reaches every row."""

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """See Visibility."""
        return true() if viewer.may(operation) else false()

    def values(self, _viewer: Viewer, _operation: str, /) -> Mapping[str, object]:
        """See Visibility."""
        return {}


@dataclass(frozen=True, eq=False)
class Scoped:
    """The row says itself where it lies."""

    columns: ScopeColumns

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """See Visibility."""
        return row_condition(viewer, operation, self.columns)

    def values(self, viewer: Viewer, operation: str) -> Mapping[str, object]:
        """See Visibility."""
        return row_values(viewer, operation)


@dataclass(frozen=True, eq=False)
class Through:
    """The row belongs to a visible row of the type `parent`, whose primary key is in `on`.

    An operation opens where it opens on the parent, and never on a row whose parent is hidden.
    """

    parent: type[Any]
    on: Column[Any]

    @property
    def above(self) -> "Declared":
        """The parent's declaration."""
        from schema.data.types import declared_of  # noqa: PLC0415 - types are declared with a visibility

        return declared_of(self.parent)

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """See Visibility."""
        above = self.above
        conditions = [above.visible.opening(viewer, op) for op in sorted({operation, above.allow})]
        # A `*` would ask for every column, and the lower side of the wall may not read all of them.
        return exists(select(above.key).where(above.key == self.on, *conditions))

    def values(self, viewer: Viewer, operation: str) -> Mapping[str, object]:
        """See Visibility."""
        above = self.above
        return {**above.visible.values(viewer, above.allow), **above.visible.values(viewer, operation)}


@dataclass(frozen=True, eq=False)
class SwitchedOn:
    """Of the rows that `inner` shows, those in districts where the plug-in is on.

    The districts are bound, so that switching one needs no other statement. `passes` says where a row lies.
    """

    inner: Visibility
    plugin: str
    passes: Callable[[Test], ColumnElement[bool]]

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """See Visibility."""
        districts = bindparam(f"on-{self.plugin}", type_=ARRAY(Text))
        return self.inner.opening(viewer, operation) & self.passes(lambda gate: gate == any_(districts))

    def values(self, viewer: Viewer, operation: str, /) -> Mapping[str, object]:
        """See Visibility."""
        districts = list(switches(viewer).districts(self.plugin))
        return {**self.inner.values(viewer, operation), f"on-{self.plugin}": districts}


@dataclass(frozen=True, eq=False)
class SwitchedOnAnywhere:
    """What `inner` shows, as long as the plug-in is on in any district of the viewer's: its reference data."""

    inner: Visibility
    plugin: str

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """See Visibility."""
        return self.inner.opening(viewer, operation) & bindparam(f"anywhere-{self.plugin}", type_=Boolean())

    def values(self, viewer: Viewer, operation: str, /) -> Mapping[str, object]:
        """See Visibility."""
        return {**self.inner.values(viewer, operation), f"anywhere-{self.plugin}": anywhere(viewer, self.plugin)}


def gated(visible: Visibility, plugin: str, table: Table, gate: Gate) -> Visibility:
    """`visible` as far as the plug-in is on; rows of a parent of the plug-in's own are gated with it.

    ValueError for a row whose district cannot be found.
    """
    if gate is None:
        return SwitchedOnAnywhere(visible, plugin)
    if gate is not Place.BY_CASE:
        return SwitchedOn(visible, plugin, lambda test: test(gate))
    if isinstance(visible, Through) and visible.above.plugin == plugin:
        return visible
    up = visible.on if isinstance(visible, Through) and visible.on.foreign_keys else None
    found = SwitchedOn(visible, plugin, partial(gate_passes, table, up=up))
    found.passes(lambda column: column.is_not(None))  # a row without a district is refused now, not when it is read
    return found
