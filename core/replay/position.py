"""Where the imported cases stand: what a step still has to do is read off the database, never remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core.assignments.model import assignment
from core.cases.model import case_file
from core.cases.states import AssignmentState, CaseState
from core.db.read import Read, Row
from core.replay.ours import OURS

_POSITIONS = (
    select(
        case_file.c.external_no,
        case_file.c.id.label("case_id"),
        case_file.c.state,
        case_file.c.last_event_at,
        assignment.c.id.label("assignment_id"),
        assignment.c.state.label("assignment_state"),
        assignment.c.contacted_at,
    )
    .outerjoin(
        assignment,
        (assignment.c.case_id == case_file.c.id)
        & (assignment.c.round == case_file.c.round)
        & assignment.c.parent_id.is_(None)
        & (assignment.c.role == "LEAD"),
    )
    .where(*OURS)
    .order_by(case_file.c.id, assignment.c.dispatched_at)
)

REGISTERED = frozenset({CaseState.RECEIVED, CaseState.PENDING_DISPATCH})
HANDLED = frozenset({CaseState.IN_PROGRESS, CaseState.PENDING_REVIEW, CaseState.PENDING_CALLBACK})


@dataclass(frozen=True, slots=True)
class Position:
    """A case and the last lead's assignment of its round, if it has one."""

    case_id: UUID
    state: CaseState
    last_event_at: datetime
    assignment_id: UUID | None
    assignment_state: AssignmentState | None
    contacted: bool


async def positions(read: Read, channel: str, external_nos: Sequence[str]) -> Mapping[str, Position]:
    """By external number, the cases of a channel that are there."""
    rows = await read.fetch(_POSITIONS, channel=channel, external_nos=list(external_nos))
    return {row["external_no"]: _position(row) for row in rows}


def _position(row: Row) -> Position:
    state = row["assignment_state"]
    return Position(
        case_id=row["case_id"],
        state=CaseState(row["state"]),
        last_event_at=row["last_event_at"],
        assignment_id=row["assignment_id"],
        assignment_state=AssignmentState(state) if state else None,
        contacted=row["contacted_at"] is not None,
    )
