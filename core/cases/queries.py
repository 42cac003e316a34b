"""Reads the facts of one case in one statement, as of one moment; whatever changes afterwards fails the guarded write."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Table, Text, bindparam, cast, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.assignments.model import assignment, commitment, extension_request, feedback, return_request
from core.cases.facts import CaseFacts, Pending, assignment_facts
from core.cases.model import adjudication, case_file, information_request, merge, termination_request
from core.codes.model import category
from core.db.read import Read
from core.db.together import Ask
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


async def case_facts(read: Read, case_id: UUID | Ask, field: tuple[str, ...] | None = None) -> CaseFacts:
    """The facts of a case, or of that which `whose` finds. Raises NotFound, naming `field`."""
    asks = (Ask(statement, {"case_id": case_id}) for statement in (_CASE, _ASSIGNMENTS, _CLOCKS, _PENDING))
    rows, assignments, clocks, pending = await read.fetch_together(*asks)
    if not rows:
        raise NotFound(field=field)
    return CaseFacts(rows[0], assignment_facts(assignments), tuple(clocks), tuple(Pending(**one) for one in pending))


def whose(assignment_id: UUID) -> Ask:
    """The case an assignment belongs to, for the database to find."""
    return Ask(_CASE_OF, {"assignment_id": assignment_id})
