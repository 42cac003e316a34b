"""Which rows of a type a viewer reaches: the same condition for `node`, relations and lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Column, ColumnElement, exists, false, true

from core.access.predicate import ScopeColumns, row_condition, row_values
from core.access.viewer import Viewer

if TYPE_CHECKING:
    from schema.data.types import Declared


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
        return exists().where(above.key == self.on, *conditions)

    def values(self, viewer: Viewer, operation: str) -> Mapping[str, object]:
        """See Visibility."""
        above = self.above
        return {**above.visible.values(viewer, above.allow), **above.visible.values(viewer, operation)}
