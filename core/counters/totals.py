"""How long a list is, from the sums: only where what restricts the list is what the sums are kept by.

A condition that speaks of nothing but place, state and kind says of a sum what it says of a row. Any other leaves the list to
be counted row by row.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, Table, case, func, literal_column, select
from sqlalchemy import cast as cast_
from sqlalchemy.sql.visitors import replacement_traverse

from core.access.columns import ASSIGNMENT_COLUMNS, CASE_COLUMNS
from core.access.policy import Scope
from core.access.predicate import row_condition
from core.access.viewer import Viewer
from core.assignments.model import assignment
from core.cases.model import case_file
from core.cases.states import Secrecy
from core.counters.model import counter, counter_cursor
from core.counters.queries import COLUMNS, hidden_cases
from core.counters.sorts import ASSIGNMENTS, CASES

_SUBJECTS = {case_file: CASES, assignment: ASSIGNMENTS}
_SCOPES = {CASES: {Scope.DISTRICT, Scope.ALL}, ASSIGNMENTS: {Scope.UNIT, Scope.ALL}}
_KEYS: dict[Column[Any], Column[Any]] = {
    case_file.c.district_path: counter.c.place,
    case_file.c.state: counter.c.state,
    case_file.c.kind: counter.c.kind,
    assignment.c.unit_path: counter.c.place,
    assignment.c.state: counter.c.state,
}
_BEGUN = select(counter_cursor.c.pos).where(counter_cursor.c.name == literal_column("'main'")).exists()


def total(
    viewer: Viewer, operation: str, table: Table, where: Sequence[ColumnElement[bool]], rows: ColumnElement[int]
) -> ColumnElement[int] | None:
    """The number of the viewer's rows of `table` that satisfy `where`; None where the sums cannot tell.

    Until they have been filled it is `rows`, which counts the rows themselves. It binds what `row_values` has, and what
    `where` binds.
    """
    subject = _SUBJECTS.get(table)
    if subject is None or not _covered(viewer, operation, subject):
        return None
    moved = [_moved(one, table) for one in where]
    if any(one is None for one in moved):
        return None
    kept = select(func.coalesce(func.sum(counter.c.n), literal_column("0"))).where(
        counter.c.subject == literal_column(f"'{subject}'"),
        row_condition(viewer, operation, COLUMNS[subject]),
        *(one for one in moved if one is not None),
    )
    found: ColumnElement[Any] = kept.scalar_subquery()
    for hidden in hidden_cases(viewer):
        found = found - _withheld(viewer, operation, subject, where, hidden)
    return case((_BEGUN, cast_(func.greatest(found, literal_column("0")), Integer())), else_=rows)


def _covered(viewer: Viewer, operation: str, subject: str) -> bool:
    """Whether all that opens the operation is a place, and nothing of it reaches what is counted nowhere."""
    reaches = [reach for opening in viewer.openings(operation) for reach in opening.cell.reaches]
    if subject == ASSIGNMENTS and viewer.matrix.withholding:
        return False
    return bool(reaches) and all(
        reach.scope in _SCOPES[subject] and reach.clearance < Secrecy.DISCIPLINE.level for reach in reaches
    )


def _moved(condition: ColumnElement[bool], table: Table) -> ColumnElement[bool] | None:
    """The condition on a sum; None if it speaks of a column by which no sums are kept."""
    strange = False

    def instead(element: Any, **_: Any) -> Any:
        nonlocal strange
        if isinstance(element, Column) and element.table is table:
            strange = strange or element not in _KEYS
            return _KEYS.get(element)
        return None

    moved: ColumnElement[bool] = replacement_traverse(condition, {}, instead)
    return None if strange else moved


def _withheld(
    viewer: Viewer, operation: str, subject: str, where: Sequence[ColumnElement[bool]], hidden: ColumnElement[bool]
) -> ColumnElement[Any]:
    """How much of what is in the sums is `hidden` from this viewer."""
    columns = ASSIGNMENT_COLUMNS if subject == ASSIGNMENTS else CASE_COLUMNS
    found = select(func.count()).select_from(case_file)
    if subject == ASSIGNMENTS:
        found = found.join(assignment, case_file.c.id == assignment.c.case_id)
    reach = row_condition(viewer, operation, replace(columns, case=None))
    return found.where(hidden, reach, *where).scalar_subquery()
