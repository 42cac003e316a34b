"""legal_desk/close (办结): the reporter has been told; the case may be answered with the same words (Art. 12, 17)."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    AnswerCase,
    CaseState,
    Change,
    Outcome,
    Refused,
    Row,
    UnitOfWork,
    Viewer,
    answer_case,
    check,
    new_id,
)
from plugins.legal_desk import errors
from plugins.legal_desk.begin import CLOCK, alter, done, on_consultation, refuse_strangers, seal
from plugins.legal_desk.fields import TOLD
from plugins.legal_desk.inputs import Close
from plugins.legal_desk.operations import CLOSE
from plugins.legal_desk.states import AidResult, ConsultationState
from plugins.legal_desk.tables import advice, opinion, screening

LEGAL_AID = "LEGAL_AID"

_OF = bindparam("of", type_=Uuid(as_uuid=True))
_OPINION = select(opinion.c.id).where(opinion.c.consultation_id == _OF).order_by(opinion.c.number.desc()).limit(1)
_SCREENED = (
    select(screening.c.result)
    .where(screening.c.consultation_id == _OF)
    .order_by(screening.c.at.desc(), screening.c.id.desc())
    .limit(1)
)


async def close(uow: UnitOfWork, actor: Viewer, input: Close) -> Outcome:
    """Its clock is met. Answering the case is the core's own command, with the actor's own right to it."""
    change, row = await on_consultation(uow, actor, CLOSE, input, ConsultationState.ASSIGNED)
    refuse_strangers(change, row, actor)
    outcome = await check.known_code(uow, "legal_desk_outcome", input.outcome, "outcome")
    opinion_id = await _grounds(uow, row, outcome)
    if input.answer_case and change.facts.state is not CaseState.RECEIVED:
        raise Refused(errors.CASE_NOT_RECEIVED, field=("input", "answerCase"), state=change.facts.state)
    told = check.text(input.told, "told", limit=check.LONG)
    change.add(advice, **await _advice(change, row, input, told), opinion_id=opinion_id)
    alter(change, row, state=ConsultationState.CLOSED.value, outcome=outcome, ended_by=actor.id, ended_at=uow.now)
    change.end_clock(CLOCK)
    change.note(consultation=str(row["id"]), outcome=outcome)
    closed = await done(change, row)
    if input.answer_case:
        await answer_case(uow, actor, AnswerCase(case_id=change.facts.id, reply=told))
    return closed


async def _grounds(uow: UnitOfWork, row: Row, outcome: str) -> Any:
    """The opinion in force; for legal aid the screening must have found it so, or a matter for the centre."""
    found = await uow.fetch_value(_OPINION, of=row["id"])
    if found is None:
        raise Refused(errors.NO_OPINION)
    if outcome == LEGAL_AID:
        result = await uow.fetch_value(_SCREENED, of=row["id"])
        if result not in (AidResult.ELIGIBLE, AidResult.REFER_TO_CENTRE):
            raise Refused(errors.NO_SCREENING, field=("input", "outcome"))
    return found


async def _advice(change: Change, row: Row, input: Close, told: str) -> dict[str, Any]:
    row_id = new_id()
    return {
        "id": row_id, "case_id": change.facts.id, "consultation_id": row["id"],
        "method": await check.known_code(change.uow, "contact_method", input.method, "method"),
        "told_at": _told_at(change, input.told_at), "answered_case": input.answer_case, "by": change.actor,
        "at": change.now, **await seal(change, TOLD, row_id, told),
    }  # fmt: skip


def _told_at(change: Change, told_at: datetime | None) -> datetime:
    if told_at is not None and told_at > change.now:
        raise Refused(errors.IN_THE_FUTURE, field=("input", "toldAt"))
    return told_at or change.now
