"""What a reporter may see of their own case: how it stands, what was answered, and their own data masked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, bindparam, literal, select, union_all
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.assignments.model import assignment, feedback
from core.cases import sealed
from core.cases.model import case_file, reporter, triage
from core.cases.states import CaseState, Kind, Role
from core.db.read import Read, Row
from core.errors import NotFound
from core.sealing.fields import open_
from core.sealing.keychain import CaseKey, KeyChain

_ID = bindparam("of", type_=Uuid(as_uuid=True))
_CASE = (
    select(
        case_file.c.case_no,
        case_file.c.state,
        case_file.c.kind,
        case_file.c.registered_at,
        case_file.c.accepted_at,
        case_file.c.due_at,
        case_file.c.closed_at,
        case_file.c.case_key,
        *(reporter.c[f"{field.name}_mask"] for field in sealed.REPORTER),
    )
    .join(reporter, reporter.c.case_id == case_file.c.id)
    .where(case_file.c.id == _ID)
)
_REPLIES = (
    select(feedback.c.id, feedback.c.decided_at.label("at"), feedback.c.public_reply_sealed.label("sealed"))
    .add_columns(literal(sealed.PUBLIC_REPLY.column, Text).label("column"))
    .join(assignment, assignment.c.id == feedback.c.assignment_id)
    # What co-handlers and units further down write goes into the answer of the unit they work for.
    .where(assignment.c.case_id == _ID, assignment.c.parent_id.is_(None), assignment.c.role != Role.CO_HANDLER.value)
    .where(feedback.c.decision == "APPROVED", feedback.c.public_reply_sealed.is_not(None))
)
_TOLD = (
    select(triage.c.id, triage.c.at, triage.c.told_sealed.label("sealed"))
    .add_columns(literal(sealed.TOLD.column, Text).label("column"))
    .where(triage.c.case_id == _ID, triage.c.told_sealed.is_not(None))
)
_ANSWERS = union_all(_REPLIES, _TOLD).order_by("at", "id")
_FIELDS = {field.column: field for field in (sealed.PUBLIC_REPLY, sealed.TOLD)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reporter was told, when it was approved or told, and where it stands (`feedback.public_reply` of a row)."""

    id: UUID
    column: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The reporter's view; every personal field is its mask. `due_at` is what is due next."""

    id: UUID
    case_no: str
    state: CaseState
    kind: Kind
    registered_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    name: str | None
    phone: str | None
    identity_no: str | None
    address: str | None
    email: str | None
    answers: tuple[Answer, ...]


async def own_case(read: Read, keys: KeyChain, case_id: UUID) -> OwnCase:
    """The case for whom `case_by_access_code` has let in. Raises NotFound."""
    row = await read.fetch_one(_CASE, of=case_id)
    if row is None:
        raise NotFound
    answers = await read.fetch(_ANSWERS, of=case_id)
    key = await keys.case_key(row["case_key"]) if answers else None
    return OwnCase(
        id=case_id,
        case_no=row["case_no"],
        state=CaseState(row["state"]),
        kind=Kind(row["kind"]),
        registered_at=row["registered_at"],
        accepted_at=row["accepted_at"],
        due_at=row["due_at"],
        closed_at=row["closed_at"],
        answers=tuple(_answer(key, one) for one in answers if key),
        **{field.name: row[f"{field.name}_mask"] for field in sealed.REPORTER},
    )


def _answer(key: CaseKey, row: Row) -> Answer:
    return Answer(row["id"], row["column"], row["at"], open_(key, _FIELDS[row["column"]].ref(row["id"]), row["sealed"]))
