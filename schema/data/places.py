"""Where a list begins: at places of a tree, each with all that lies below it.

A range of paths, unlike one path, has no order: its rows would all be read and sorted. So a page is read path by path, each
in the index's order and no further than the page goes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, FromClause, Select, or_, select, union, union_all

from core.access.policy import Scope
from core.access.predicate import roots
from core.access.viewer import Viewer
from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.base import below, within
from core.districts.model import district
from core.units.model import unit

if TYPE_CHECKING:
    from schema.data.types import Declared


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """`column` is the rows' own path, `tree` holds every path there is, `roots` are those asked for.

    A path never changes, and a row's is that of the unit or district it refers to: so the tree has every row's.
    """

    column: ColumnElement[Any]
    tree: Column[Any]
    roots: tuple[ColumnElement[Any], ...]

    def holds(self) -> ColumnElement[bool]:
        """Whether a row lies there."""
        return or_(*(within(self.column, root) for root in self.roots))

    def paths(self) -> FromClause:
        """Every path there, once, as `path`."""
        table = self.tree.table.alias()
        path = table.c[self.tree.name].label("path")
        found: list[Select[Any]] = []
        for root in self.roots:
            found += [select(path).where(path.element == root), select(path).where(below(path.element, root))]
        return (union_all if len(self.roots) == 1 else union)(*found).subquery("places")


_PLACES = {
    case_file: (case_file.c.district_path, district.c.path, Scope.DISTRICT),
    assignment: (assignment.c.unit_path, unit.c.path, Scope.UNIT),
}


def reach(declared: "Declared", viewer: Viewer) -> Places | None:
    """Where the viewer reaches rows of a long list; None for who reaches them otherwise, and for short lists."""
    if declared.table not in _PLACES:
        return None
    column, tree, scope = _PLACES[declared.table]
    found = roots(viewer, declared.allow, scope)
    return Places(column, tree, found) if found else None
