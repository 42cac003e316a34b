"""Where the core's rows keep what the access predicate compares; plug-ins use the same makers for their own tables.

Each works in a bare `select(table).where(row_filter(...))`. What is looked up elsewhere is looked up in an alias of its
own, so a statement may join the same table for its own purposes, and forgetting a join cannot open a row.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, exists, select

from core.access.predicate import ScopeColumns
from core.access.withholding import CaseRef
from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.base import lies_in, within

_InUnit = Callable[[ColumnElement[str]], ColumnElement[bool]]


def case_columns(case: FromClause) -> ScopeColumns:
    """For rows of `case_file` or an alias of it: a unit sees a case by its own assignments, whatever became of them."""
    key = CaseRef(case.c.id, case.c.gate, case.c.respondent_path)
    return ScopeColumns(case.c.district_path, case.c.registered_by, case.c.secrecy, _assigned(case.c.id), case=key)


def columns_through_case(case_id: ColumnElement[Any], in_unit: _InUnit | None = None) -> ScopeColumns:
    """For rows that belong to a case and are kept like it: clocks, events, ratings, attachments.

    `case_id` is the row's own column. `in_unit` replaces "its case has an assignment of the unit" where the row itself
    belongs to a unit.
    """
    of = case_file.alias()

    def around(predicate: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists(select(of.c.id).where(of.c.id == case_id, predicate).correlate_except(of))

    return ScopeColumns(
        of.c.district_path, of.c.registered_by, of.c.secrecy, in_unit or _assigned(of.c.id), around,
        CaseRef(of.c.id, of.c.gate, of.c.respondent_path), case_id, in_unit is not None,
    )  # fmt: skip


def columns_of_part(case_id: ColumnElement[Any], assignment_id: ColumnElement[Any]) -> ScopeColumns:
    """For rows of a case that may belong to one unit's part: a unit reaches the case's own and those of its own part."""
    assigned, to = _assigned(case_id), assignment.alias()

    def in_unit(root: ColumnElement[str]) -> ColumnElement[bool]:
        part = exists(
            select(to.c.id).where(to.c.id == assignment_id, within(to.c.unit_path, root)).correlate_except(to)
        )
        return (assignment_id.is_(None) & assigned(root)) | part

    return columns_through_case(case_id, in_unit)


def _assigned(case_id: ColumnElement[Any]) -> _InUnit:
    def in_unit(root: ColumnElement[str]) -> ColumnElement[bool]:
        to = assignment.alias()
        below = within(to.c.unit_path, root)
        return exists(select(to.c.id).where(to.c.case_id == case_id, below).correlate_except(to))

    return in_unit


def _own_unit(root: ColumnElement[str]) -> ColumnElement[bool]:
    return lies_in(assignment.c.unit_path, root)


CASE_COLUMNS = case_columns(case_file)
ASSIGNMENT_COLUMNS = columns_through_case(assignment.c.case_id, _own_unit)
