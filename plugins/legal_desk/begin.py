"""How commands of the desk begin and end: the consultation through its case, then version and state."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    CaseFacts,
    Change,
    NotFound,
    OnCase,
    Outcome,
    Read,
    Refused,
    Row,
    SealedField,
    Stale,
    StaleDetail,
    Target,
    UnitOfWork,
    Viewer,
    allows,
    beside,
    case_columns,
    case_event,
    case_file,
    row_filter,
    sealed_columns,
    write,
)
from plugins.legal_desk import errors
from plugins.legal_desk.inputs import OnConsultation
from plugins.legal_desk.operations import OVERSEE, READ
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import consultation

NAME = "legal_desk"
CLOCK = "LEGAL_CONSULTATION"

_ID = Uuid(as_uuid=True)
_ONE = select(consultation).where(consultation.c.id == bindparam("wanted", type_=_ID))
_OPEN_OF = select(consultation).where(
    consultation.c.case_id == bindparam("case_id", type_=_ID), consultation.c.ended_at.is_(None)
)
_LAST = (
    select(case_event.c.actor, case_event.c.occurred_at)
    .where(case_event.c.case_id == bindparam("case_id", type_=_ID), case_event.c.type.startswith(f"{NAME}/"))
    .order_by(case_event.c.case_version.desc(), case_event.c.seq.desc())
    .limit(1)
)


async def on_consultation(
    uow: UnitOfWork, actor: Viewer, operation: str, input: OnConsultation, *states: ConsultationState
) -> tuple[Change, Row]:
    """Begin a command on a consultation in one of `states`. Raises Refused."""
    change = await beside(uow, actor, operation, OnCase(case_id=await _case_of(uow, actor, input.consultation_id)))
    row = await uow.fetch_one(_ONE, wanted=input.consultation_id)
    assert row is not None, "its case was found through it"
    if input.expected_version not in (None, row["version"]):
        raise await _stale(uow, row)
    if row["state"] not in states:
        raise Refused(errors.NOT_IN_STATE, state=ConsultationState(row["state"]))
    return change, row


async def open_consultation(read: Read, case_id: UUID) -> Row | None:
    """The case's open consultation; there is one at most."""
    return await read.fetch_one(_OPEN_OF, case_id=case_id)


def refuse_strangers(change: Change, row: Row, actor: Viewer, *, overseen: bool = False) -> None:
    """Only the lawyer who has it; where it is `overseen`, also who may act in the lawyer's place. Raises Refused."""
    if row["lawyer_id"] == actor.id or (overseen and allows(actor, OVERSEE, place(change.facts))):
        return
    raise Refused(errors.NOT_THE_LAWYER)


def place(facts: CaseFacts) -> Target:
    """Where the case lies for the policy's scopes."""
    return Target(
        district_path=facts.row["district_path"],
        unit_paths=tuple(part.unit_path for part in facts.assignments),
        owner=facts.row["registered_by"],
        secrecy=facts.row["secrecy"],
        respondent_path=facts.row["respondent_path"],
    )


async def seal(change: Change, field: SealedField, row_id: UUID, value: str | None) -> dict[str, Any]:
    """The columns of a sealed text, written with the key of the case."""
    key = await change.uow.services.keys.case_key(change.facts.row["case_key"])
    return dict(sealed_columns(field, row_id, value, case_key=key, indexes=change.uow.services.indexes))


def alter(change: Change, row: Row, **columns: object) -> None:
    """Change the consultation, which is a version further then."""
    change.decide(consultation, row["id"], version=row["version"] + 1, **columns)


async def done(change: Change, row: Row) -> Outcome:
    """Write everything; what the command acted on is the consultation."""
    return replace(await write(change, row["id"]), version=row["version"] + 1)


def give_back(change: Change, row: Row, reason: str) -> None:
    """Let the consultation wait for another lawyer; `reason` is a code."""
    alter(change, row, state=ConsultationState.WAITING.value, lawyer_id=None, assigned_by=None, assigned_at=None)
    change.event_of(f"{NAME}/waiting", consultation=str(row["id"]), reason=reason)


async def _case_of(uow: UnitOfWork, actor: Viewer, consultation_id: UUID) -> UUID:
    """Absent and invisible are one answer, told of the same field."""
    columns = case_columns(case_file)
    seen = [row_filter(actor, operation, columns) for operation in ("case.read", READ)]
    found = await uow.fetch_value(
        select(consultation.c.case_id)
        .join(case_file, case_file.c.id == consultation.c.case_id)
        .where(consultation.c.id == consultation_id, *seen)
    )
    if found is None:
        raise NotFound(field=("input", "consultationId"))
    case_id: UUID = found
    return case_id


async def _stale(uow: UnitOfWork, row: Row) -> Stale:
    last = await uow.fetch_one(_LAST, case_id=row["case_id"])
    by, at = (last["actor"], last["occurred_at"]) if last else (None, None)
    return Stale(StaleDetail(row["version"], ("state",), by, at))


OPEN = (ConsultationState.WAITING, ConsultationState.ASSIGNED)


def codes_of(found: Iterable[str]) -> str:
    """Names in a refusal, in a steady order."""
    return ", ".join(sorted(found))
