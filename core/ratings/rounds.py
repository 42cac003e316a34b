"""When a round of a case closed, and how: read from the records, never from the event log.

A round closes with the order to redo it, with the case (after the callback, or found unreasonable), with a termination,
a withdrawal or a merge. What a reopening follows stays closed: its round is over. An undone merge never was.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    all_,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, distinct_on

from core.assignments.model import assignment
from core.cases.model import case_file, merge, termination_request
from core.cases.states import Secrecy
from core.db.base import within
from core.ratings.model import callback, finding

SINCE = bindparam("since", type_=TIMESTAMP(timezone=True))
UNTIL = bindparam("until", type_=TIMESTAMP(timezone=True))
UNIT_PATH = bindparam("unit_path", type_=Text)
CLEARANCE = bindparam("clearance", Secrecy.REPORTER_CONFIDENTIAL.level, Integer())
ACCUSED = bindparam("accused", [], ARRAY(Text()))

REDO, CLOSED, TERMINATED, WITHDRAWN, MERGED = "REDO", "CLOSED", "TERMINATED", "WITHDRAWN", "MERGED"


def _closing(case_id: Any, round_: Any, at: Any, ending: str) -> Select[Any]:
    labels = (case_id.label("case_id"), round_.label("round"), at.label("at"))
    return select(*labels, literal_column(f"'{ending}'", Text).label("ending")).where(at >= SINCE, at < UNTIL)


_called = (
    select(callback.c.case_id, callback.c.round, callback.c.at)
    .ext(distinct_on(callback.c.case_id, callback.c.round))
    .order_by(callback.c.case_id, callback.c.round, callback.c.at.desc(), callback.c.id.desc())
    .subquery("called")
)
"""The last callback of each round: the one that decided it."""

_found = exists().where(
    finding.c.case_id == _called.c.case_id,
    finding.c.round == _called.c.round,
    or_(finding.c.reasonable, finding.c.signed_at.is_not(None)),
)
_over = or_(_called.c.round < case_file.c.round, case_file.c.state == literal_column("'CLOSED'"))

_closings = union_all(
    _closing(finding.c.case_id, finding.c.round, finding.c.at, REDO).where(finding.c.reasonable),
    _closing(finding.c.case_id, finding.c.round, finding.c.signed_at, CLOSED).where(~finding.c.reasonable),
    _closing(_called.c.case_id, _called.c.round, _called.c.at, CLOSED)
    .join(case_file, case_file.c.id == _called.c.case_id)
    .where(_over, ~_found),
    _closing(termination_request.c.case_id, assignment.c.round, termination_request.c.decided_at, TERMINATED)
    .join(assignment, assignment.c.id == termination_request.c.assignment_id)
    .where(termination_request.c.decision == literal_column("'APPROVED'")),
    _closing(case_file.c.id, case_file.c.round, case_file.c.closed_at, WITHDRAWN).where(
        case_file.c.state == literal_column("'WITHDRAWN'")
    ),
    _closing(merge.c.case_id, case_file.c.round, merge.c.at, MERGED)
    .join(case_file, case_file.c.id == merge.c.case_id)
    .where(merge.c.undone_at.is_(None)),
).subquery("closings")


def closed_rounds(*of: ColumnElement[bool]) -> CTE:
    """case_id, round, at, ending of the rounds closed in [since, until) of cases that satisfy `of`, conditions on `case_file`.

    Discipline records are counted nowhere.
    """
    return (
        select(_closings)
        .join(case_file, case_file.c.id == _closings.c.case_id)
        .where(case_file.c.secrecy < Secrecy.DISCIPLINE.level, *of)
        .cte("closed_round")
    )


def known(secrecy: ColumnElement[int], respondent_path: ColumnElement[str]) -> ColumnElement[bool]:
    """Not of a case that is kept more closely than `clearance`, or accuses one of `accused`; true unless these are bound."""
    return and_(secrecy <= CLEARANCE, respondent_path != all_(ACCUSED))


def in_subtree() -> ColumnElement[bool]:
    """Whether an assignment's unit lies in the subtree that is asked for."""
    return within(assignment.c.unit_path, UNIT_PATH)


def answered_for(closed: CTE) -> ColumnElement[bool]:
    """Whether a unit of the subtree answered for the round."""
    return exists().where(answered(closed.c.case_id, closed.c.round, closed.c.at), in_subtree())


def answered(case_id: ColumnElement[Any], round_: ColumnElement[int], at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an assignment answered for a round: it led to the end, or the case's own end cut it off."""
    return and_(
        assignment.c.case_id == case_id,
        assignment.c.round == round_,
        assignment.c.role != literal_column("'CO_HANDLER'"),
        or_(assignment.c.state == literal_column("'COMPLETED'"), assignment.c.ended_at == at),
    )


def of_round(closed: CTE) -> ColumnElement[bool]:
    """Joins assignments to their closed round."""
    return and_(assignment.c.case_id == closed.c.case_id, assignment.c.round == closed.c.round)
