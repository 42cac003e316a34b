"""Asking the sums: what a viewer's policy lets them see, less what is kept from them all the same.

A sum is asked by the same predicate as a row. Cases that accuse a unit of the viewer's, and those that plug-ins withhold, are
counted one by one and taken off: they are few, and found by an index, or by what the plug-in keeps of them.
"""

from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    select,
    union_all,
)
from sqlalchemy import cast as cast_
from sqlalchemy.dialects.postgresql import UUID

from core.access import withholding
from core.access.operations import Operation
from core.access.predicate import ScopeColumns, accused, accuses_nobody_of, row_condition, row_values
from core.access.viewer import Viewer
from core.access.withholding import CaseRef, bound
from core.assignments.model import assignment
from core.cases.model import case_file
from core.counters.model import counter, counter_cursor
from core.counters.sorts import ASSIGNMENTS, CASES, Keys, Sorts
from core.db.base import within
from core.db.read import Read, Row
from core.events.model import outbox, sequencer


def _nowhere(_root: ColumnElement[str]) -> ColumnElement[bool]:
    return false()


def _in_unit(root: ColumnElement[str]) -> ColumnElement[bool]:
    return within(counter.c.place, root)


_NOBODY, _NO_PATH = cast_(null(), UUID(as_uuid=True)), cast_(null(), Text())
COLUMNS = {
    CASES: ScopeColumns(counter.c.place, _NOBODY, counter.c.secrecy, _nowhere),
    ASSIGNMENTS: ScopeColumns(_NO_PATH, _NOBODY, counter.c.secrecy, _in_unit),
}
"""Where a sum keeps what the access predicate compares; a scope that is no place reaches none."""

OPERATION = {CASES: Operation.CASE_READ, ASSIGNMENTS: Operation.ASSIGNMENT_READ}

_LAST = select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'")).scalar_subquery()
AS_OF = select(
    and_(counter_cursor.c.pos == _LAST, not_(exists().select_from(outbox))).label("all"), counter_cursor.c.at
).where(counter_cursor.c.name == literal_column("'main'"))
"""Whether every change is in the sums, and up to which instant else; no row until all has been counted once."""

KEPT = 256
_written: dict[Hashable, Select[Any]] = {}


async def as_of(read: Read, now: datetime) -> datetime | None:
    """Every change up to this instant is in the sums; None until everything has been counted for the first time."""
    row = await read.fetch_one(AS_OF)
    return None if row is None else upto(row["all"], row["at"], now)


def upto(everything: bool, at: datetime, now: datetime) -> datetime:
    """The instant, of what AS_OF finds."""
    return now if everything else at


async def sums(read: Read, viewer: Viewer, asked: Sorts) -> Sequence[Row]:
    """Rows like SUM. Cases count where the viewer may see a whole district, assignments where a whole unit."""
    shape = viewer.shape, asked.shape
    if shape not in _written:
        if len(_written) >= KEPT:
            _written.clear()
        _written[shape] = statement(viewer, asked)
    return await read.fetch(_written[shape], **asked.values(), **row_values(viewer, OPERATION[asked.subject]))


def statement(viewer: Viewer, asked: Sorts, prefix: str = "") -> Select[Any]:
    """The sums in the order of their places. Its text depends on the shapes of viewer and sorts alone.

    It binds `row_values` of the subject's operation, and `asked.values(prefix)`.
    """
    subject, keys = asked.subject, Keys(counter.c.place, counter.c.state, counter.c.kind, counter.c.due_on)
    kept = select(counter.c.place, counter.c.state, counter.c.n).where(
        counter.c.subject == literal_column(f"'{subject}'"),
        row_condition(viewer, OPERATION[subject], COLUMNS[subject]),
        *asked.where(keys, prefix),
    )
    hidden = [_withheld(viewer, asked, prefix, one) for one in hidden_cases(viewer)]
    every = union_all(kept, *hidden).subquery("every")
    code = func.split_part(every.c.place, literal_column("'/'"), literal_column("-1")).label("code")
    total = cast_(func.sum(every.c.n), Integer()).label("n")
    grouped = select(code, every.c.state, total).group_by(every.c.place, every.c.state)
    return grouped.having(func.sum(every.c.n) > literal_column("0")).order_by(every.c.place, every.c.state)


def _withheld(viewer: Viewer, asked: Sorts, prefix: str, hidden: ColumnElement[bool]) -> Select[Any]:
    """What the sums hold and the viewer must not know of, because it is `hidden`: one row each and below zero."""
    subject = asked.subject
    row = case_file if subject == CASES else assignment
    place = case_file.c.district_path if subject == CASES else assignment.c.unit_path
    columns = (
        ScopeColumns(place, _NOBODY, case_file.c.secrecy, _nowhere)
        if subject == CASES
        else ScopeColumns(_NO_PATH, _NOBODY, case_file.c.secrecy, lambda root: within(assignment.c.unit_path, root))
    )
    due_on = cast_(func.timezone(literal_column("'Asia/Shanghai'"), row.c.due_at), Date())
    found = select(place, row.c.state, literal_column("-1").label("n"))
    if subject == ASSIGNMENTS:
        found = found.join_from(assignment, case_file, case_file.c.id == assignment.c.case_id)
    return found.where(
        case_file.c.secrecy < literal_column("3"),
        hidden,
        row_condition(viewer, OPERATION[subject], columns),
        *asked.where(Keys(place, row.c.state, case_file.c.kind, due_on), prefix),
    )


def hidden_cases(viewer: Viewer) -> Iterator[ColumnElement[bool]]:
    """The cases that are kept from the viewer though the policy opens them: conditions on `case_file`, none true with another.

    One by one, for each is answered by an index: of two joined by OR the database asks every case.
    """
    yield accused(case_file.c.respondent_path, bound)
    if viewer.matrix.withholding:
        case = CaseRef(case_file.c.id, case_file.c.gate)
        shown = and_(*withholding.conditions(viewer.matrix.withholding, case, bound))
        yield and_(not_(shown), accuses_nobody_of(case_file.c.respondent_path, bound))
