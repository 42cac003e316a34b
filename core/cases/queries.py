"""Reads the facts of one case: the case first, so that whatever changes meanwhile fails the guarded write."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Table, Text, bindparam, cast, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.assignments.model import assignment, commitment, extension_request, feedback, return_request
from core.cases.facts import CaseFacts, Pending, assignment_facts
from core.cases.model import adjudication, case_file, information_request, merge, termination_request
from core.codes.model import category
from core.db.uow import Read
from core.deadlines.model import clock
from core.errors import NotFound
from core.ratings.model import finding

_CASE_ID = bindparam("case_id", type_=Uuid(as_uuid=True))

_CASE = (
    select(case_file, category.c.long_cycle, category.c.essential_utility, category.c.required_fields)
    .outerjoin(category, category.c.code == case_file.c.category)
    .where(case_file.c.id == _CASE_ID)
)
_ASSIGNMENTS = (
    select(assignment).where(assignment.c.case_id == _CASE_ID).order_by(assignment.c.dispatched_at, assignment.c.id)
)
_CLOCKS = select(clock).where(clock.c.case_id == _CASE_ID).order_by(clock.c.started_at, clock.c.id)
_CASE_OF = select(assignment.c.case_id).where(assignment.c.id == bindparam("assignment_id"))

_ROUND = select(case_file.c.round).where(case_file.c.id == _CASE_ID).scalar_subquery()
_NO_ID = cast(null(), Uuid(as_uuid=True))
_NO_TIME = cast(null(), TIMESTAMP(timezone=True))
_NO_NUMBER = cast(null(), Integer)


def _of_case(kind: str, table: Table, by: Any, open_: ColumnElement[bool], until: Any = _NO_TIME) -> Select[Any]:
    columns = (literal(kind, Text).label("kind"), table.c.id, _NO_ID.label("assignment_id"), by.label("by"))
    return select(*columns, until.label("until"), _NO_NUMBER.label("amount")).where(table.c.case_id == _CASE_ID, open_)


def _of_assignment(
    kind: str, table: Table, open_: ColumnElement[bool], until: Any = _NO_TIME, amount: Any = _NO_NUMBER
) -> Select[Any]:
    columns = (literal(kind, Text).label("kind"), table.c.id, table.c.assignment_id, table.c.by)
    return (
        select(*columns, until.label("until"), amount.label("amount"))
        .join(assignment, assignment.c.id == table.c.assignment_id)
        .where(assignment.c.case_id == _CASE_ID, open_)
    )


_PENDING = union_all(
    _of_case(
        "information",
        information_request,
        information_request.c.by,
        information_request.c.supplied_at.is_(None),
        information_request.c.decide_by,
    ),
    _of_case("adjudication", adjudication, adjudication.c.requested_by, adjudication.c.ruled_at.is_(None)),
    _of_case("merge", merge, merge.c.by, merge.c.undone_at.is_(None)),
    _of_case("termination", termination_request, termination_request.c.by, termination_request.c.decided_at.is_(None)),
    _of_case(
        "finding",
        finding,
        finding.c.by,
        ~finding.c.reasonable & finding.c.signed_at.is_(None) & (finding.c.round == _ROUND),
    ),
    _of_assignment("return", return_request, return_request.c.decided_at.is_(None)),
    _of_assignment(
        "extension",
        extension_request,
        extension_request.c.decided_at.is_(None),
        amount=cast(extension_request.c.days, Integer),
    ),
    _of_assignment("feedback", feedback, feedback.c.decided_at.is_(None)),
    _of_assignment("commitment", commitment, commitment.c.fulfilled_at.is_(None), until=commitment.c.due_at),
)


async def case_facts(read: Read, case_id: UUID, field: tuple[str, ...] | None = None) -> CaseFacts:
    """The facts of a case. Raises NotFound, naming `field`."""
    row = await read.fetch_one(_CASE, case_id=case_id)
    if row is None:
        raise NotFound(field=field)
    assignments = await read.fetch(_ASSIGNMENTS, case_id=case_id)
    clocks = await read.fetch(_CLOCKS, case_id=case_id)
    pending = await read.fetch(_PENDING, case_id=case_id)
    return CaseFacts(row, assignment_facts(assignments), tuple(clocks), tuple(Pending(**dict(one)) for one in pending))


async def case_of(read: Read, assignment_id: UUID, field: tuple[str, ...] | None = None) -> UUID:
    """The case an assignment belongs to. Raises NotFound, naming `field`."""
    found: UUID | None = await read.fetch_value(_CASE_OF, assignment_id=assignment_id)
    if found is None:
        raise NotFound(field=field)
    return found
