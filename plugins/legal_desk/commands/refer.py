"""legal_desk/refer (转法律服务专席): a case comes before the desk, from ordinary handling (Art. 17)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    ENDED,
    SYSTEM,
    Change,
    OnCase,
    Outcome,
    Refused,
    UnitOfWork,
    Viewer,
    beside,
    check,
    new_id,
    open_,
    reporter,
    write,
)
from plugins.legal_desk import errors
from plugins.legal_desk.begin import CLOCK, NAME, open_consultation, seal
from plugins.legal_desk.commands.assign import hand_over
from plugins.legal_desk.duty import next_lawyer
from plugins.legal_desk.fields import PARTY_NAME, QUESTION
from plugins.legal_desk.inputs import Refer
from plugins.legal_desk.operations import ASSIGN, REFER
from plugins.legal_desk.parties import COMPANY
from plugins.legal_desk.rules import rules
from plugins.legal_desk.settings import LegalDeskSettings
from plugins.legal_desk.states import ConsultationState, Source
from plugins.legal_desk.tables import consultation, party

OPPONENT, OWN_SIDE = "OPPONENT", "OWN_SIDE"
NAME_LENGTH = 200

_COMPANY = select(reporter.c.id, reporter.c.company, reporter.c.company_sealed).where(
    reporter.c.case_id == bindparam("case_id", type_=Uuid(as_uuid=True))
)


async def refer(uow: UnitOfWork, actor: Viewer, input: Refer, *, since: datetime | None = None) -> Outcome:
    """The consultation waits, or goes to a lawyer on duty at once where the settings say so; its clock starts.

    It counts from `since`, where what brings the case here happened before.
    """
    change = await beside(uow, actor, REFER, input)
    settings = rules(uow.services, change.facts.row["gate"])
    await _check(change, settings)
    row = await _asked(change, input)
    opponents = [check.text(name, "opponents", str(at), limit=NAME_LENGTH) for at, name in enumerate(input.opponents)]
    row["clock_id"] = change.start_clock(CLOCK, settings.budget, f"{NAME}/{CLOCK}/{settings.rule}", since=since)
    change.add(consultation, **row)
    await _name(change, row["id"], OPPONENT, opponents)
    await _name(change, row["id"], OWN_SIDE, await _companies(change))
    change.note(consultation=str(row["id"]), reason=row["reason"], matter=row["matter"], source=row["source"])
    done = await write(change, row["id"])
    if settings.assign_on_referral and actor.id != SYSTEM.id:
        return await _at_once(uow, actor, done)
    return done


async def _check(change: Change, settings: LegalDeskSettings) -> None:
    if change.facts.state in ENDED:
        raise Refused(errors.CASE_ENDED, state=change.facts.state)
    if await open_consultation(change.uow, change.facts.id) is not None:
        raise Refused(errors.ALREADY_REFERRED)
    if change.facts.row["secrecy"] > settings.highest_secrecy:
        raise Refused(errors.TOO_CONFIDENTIAL)


async def _asked(change: Change, input: Refer) -> dict[str, Any]:
    """The consultation's row. The system asks nothing in words: the case says it all."""
    uow, by_system = change.uow, change.actor == SYSTEM.id
    row_id = new_id()
    question = None if by_system else check.text(input.question, "question", limit=check.LONG)
    return {
        "id": row_id, "case_id": change.facts.id, "version": 1, "state": ConsultationState.WAITING.value,
        "source": (Source.AUTOMATIC if by_system else Source.REFERRED).value,
        "reason": await check.known_code(uow, "legal_desk_reason", input.reason, "reason"),
        "matter": await check.known_code(uow, "legal_desk_matter", input.matter, "matter"),
        "referred_by": change.actor, "referred_at": change.now, **await seal(change, QUESTION, row_id, question),
    }  # fmt: skip


async def _companies(change: Change) -> list[str]:
    """The enterprise that asks, so that conflicts with it are found however its name is typed."""
    row = await change.uow.fetch_one(_COMPANY, case_id=change.facts.id)
    company = row and row["company"]
    if row and row["company_sealed"] is not None:
        key = await change.uow.services.keys.case_key(change.facts.row["case_key"])
        company = open_(key, COMPANY.ref(row["id"]), row["company_sealed"])
    return [company] if company else []


async def _name(change: Change, consultation_id: UUID, side: str, names: Sequence[str]) -> None:
    for name in names:
        row_id = new_id()
        change.add(
            party, id=row_id, case_id=change.facts.id, consultation_id=consultation_id, side=side, by=change.actor,
            at=change.now, **await seal(change, PARTY_NAME, row_id, name),
        )  # fmt: skip


async def _at_once(uow: UnitOfWork, actor: Viewer, referred: Outcome) -> Outcome:
    """Give it to whose turn it is, now that its parties are known; where there is nobody it waits."""
    change = await beside(uow, SYSTEM, ASSIGN, OnCase(case_id=referred.case_id))
    row, lawyer = await open_consultation(uow, referred.case_id), await next_lawyer(uow, actor, change.facts)
    return referred if row is None or isinstance(lawyer, Refused) else await hand_over(change, row, lawyer)
