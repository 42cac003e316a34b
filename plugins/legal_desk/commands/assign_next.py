"""legal_desk/assign (分派下一件): the consultation due first goes to the lawyer on duty with the fewest open ones."""

from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, select

from core.api import (
    NotAllowed,
    OnCase,
    Outcome,
    Refused,
    Row,
    UnitOfWork,
    Viewer,
    beside,
    case_columns,
    case_file,
    check,
    clock,
    row_filter,
    within,
)
from plugins.legal_desk import errors
from plugins.legal_desk.begin import NAME, open_consultation
from plugins.legal_desk.commands.assign import hand_over
from plugins.legal_desk.duty import next_lawyer
from plugins.legal_desk.inputs import AssignNext
from plugins.legal_desk.operations import ASSIGN
from plugins.legal_desk.rules import refuse_off
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import consultation

TRIED = 50
"""Consultations looked at before the desk says that no lawyer fits."""


async def assign_next(uow: UnitOfWork, actor: Viewer, input: AssignNext) -> Outcome:
    """One that no lawyer on duty may have is passed over, and keeps its place. Raises Refused when none can be given."""
    place = await check.known_district(uow, input.district)
    refuse_off(uow.services, place["gate"])
    if not actor.may(ASSIGN):
        raise NotAllowed(ASSIGN)
    waiting = await _waiting(uow, actor, place)
    if not waiting:
        raise Refused(errors.NOBODY_WAITS)
    refusal = Refused(errors.NOBODY_WAITS)
    for one in waiting:
        given = await _give(uow, actor, one["case_id"])
        if isinstance(given, Outcome):
            return given
        refusal = given
    raise refusal


async def _give(uow: UnitOfWork, actor: Viewer, case_id: UUID) -> Outcome | Refused:
    """What was done, or why it cannot be; somebody else may have been faster since it was seen waiting."""
    change = await beside(uow, actor, ASSIGN, OnCase(case_id=case_id))
    row = await open_consultation(uow, case_id)
    if row is None or row["state"] != ConsultationState.WAITING:
        return Refused(errors.NOBODY_WAITS)
    lawyer = await next_lawyer(uow, actor, change.facts)
    return lawyer if isinstance(lawyer, Refused) else await hand_over(change, row, lawyer)


async def _waiting(uow: UnitOfWork, actor: Viewer, place: Row) -> list[Row]:
    """What waits there and the actor may give away, the first due first."""
    statement = (
        select(consultation.c.case_id)
        .join(case_file, case_file.c.id == consultation.c.case_id)
        .join(clock, clock.c.id == consultation.c.clock_id)
        .where(
            consultation.c.state == ConsultationState.WAITING.value,
            within(case_file.c.district_path, bindparam("root", place["path"])),
            case_file.c.gate == any_(bindparam("on", list(uow.services.plugins.switches.districts(NAME)), ARRAY(Text))),
            row_filter(actor, "case.read", case_columns(case_file)),
            row_filter(actor, ASSIGN, case_columns(case_file)),
        )
        .order_by(clock.c.due_at.asc().nulls_last(), consultation.c.referred_at, consultation.c.id)
        .limit(TRIED)
    )
    return list(await uow.fetch(statement))
