"""Tickets: one for each part a company is given, made and kept in step in the transaction of the case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    AssignmentFacts,
    AssignmentState,
    CaseEvent,
    CaseView,
    Consequence,
    UnitOfWork,
    Verb,
    assignment,
    case_file,
    category,
    new_id,
    unit,
)
from plugins.utility_queues.companies import IS_COMPANY
from plugins.utility_queues.tables import ticket
from plugins.utility_queues.vocabulary import TicketState

STATE_OF: Mapping[AssignmentState, TicketState] = {
    AssignmentState.PENDING_ACCEPTANCE: TicketState.READY,
    AssignmentState.ACCEPTED: TicketState.ACKNOWLEDGED,
    AssignmentState.IN_HANDLING: TicketState.ACKNOWLEDGED,
    AssignmentState.RETURN_REQUESTED: TicketState.ACKNOWLEDGED,
    AssignmentState.SUB_DISPATCHED: TicketState.ACKNOWLEDGED,
    AssignmentState.LONG_TERM: TicketState.ACKNOWLEDGED,
    AssignmentState.FEEDBACK_SUBMITTED: TicketState.REPLIED,
    AssignmentState.COMPLETED: TicketState.ENDED,
    AssignmentState.RETURNED: TicketState.ENDED,
    AssignmentState.CANCELLED: TicketState.ENDED,
}

READY: ColumnElement[str] = literal_column(f"'{TicketState.READY}'", Text())
"""Written out, so that every plan may use the index of ready tickets."""

_IS_COMPANY = select(exists().where(unit.c.id == bindparam("id"), IS_COMPANY).label("is_company"))
_ONCE = insert(ticket).on_conflict_do_nothing()
_INSTANT = TIMESTAMP(timezone=True)
_AT = bindparam("at", type_=_INSTANT)
_state = bindparam("state", type_=Text())
_FOLLOW = (
    update(ticket)
    .where(ticket.c.assignment_id == bindparam("of", type_=Uuid(as_uuid=True)), ticket.c.state != _state)
    .values(
        state=_state,
        acknowledged_at=case(
            (_state == TicketState.ACKNOWLEDGED.value, func.coalesce(ticket.c.acknowledged_at, _AT)),
            else_=ticket.c.acknowledged_at,
        ),
        replied_at=case((_state == TicketState.REPLIED.value, _AT), else_=ticket.c.replied_at),
        ended_at=case((_state == TicketState.ENDED.value, _AT), else_=None),
    )
)
_GATES = bindparam("gates", type_=ARRAY(Text))
_NOT_OVER = [state.value for state, of in STATE_OF.items() if of is not TicketState.ENDED]
_WITHOUT = (
    select(
        assignment.c.id.label("assignment_id"),
        assignment.c.case_id,
        assignment.c.unit_id,
        assignment.c.state,
        category.c.essential_utility.label("utility"),
    )
    .join(case_file, case_file.c.id == assignment.c.case_id)
    .join(unit, unit.c.path == assignment.c.unit_path)
    .outerjoin(category, category.c.code == case_file.c.category)
    .where(
        IS_COMPANY,
        case_file.c.gate == any_(_GATES),
        assignment.c.state == any_(literal(_NOT_OVER, ARRAY(Text))),
        ~exists().where(ticket.c.assignment_id == assignment.c.id),
    )
    .order_by(assignment.c.dispatched_at, assignment.c.id)
    .limit(1000)
)
_ASTRAY = (
    select(assignment.c.id, assignment.c.state)
    .join(ticket, ticket.c.assignment_id == assignment.c.id)
    .join(case_file, case_file.c.id == assignment.c.case_id)
    .where(
        case_file.c.gate == any_(_GATES),
        ticket.c.state
        != case(*((assignment.c.state == state.value, of.value) for state, of in STATE_OF.items()), else_=""),
    )
    .order_by(ticket.c.id)
    .limit(1000)
)
_ASTRAY_READY = _ASTRAY.where(ticket.c.state == READY)


async def follow(event: CaseEvent, case_: CaseView, uow: UnitOfWork) -> None:
    """Make the ticket of a part that is given; let those of the parts an event touches say what the parts are now."""
    touched = [one for one in case_.assignments if one.id == event.assignment_id or event.type == Verb.UNMERGE_CASE]
    for one in touched:
        if event.type == Consequence.ASSIGNED:
            await _make(uow, one, case_)
        if event.type != Consequence.ASSIGNED or STATE_OF[one.state] is not TicketState.READY:
            await _keep(uow, one.id, one.state)


async def make_missing(uow: UnitOfWork, gates: Sequence[str]) -> int:
    """Make the tickets of parts that were given in these districts while the plug-in was off there; how many, at most 1,000."""
    missing = await uow.fetch(_WITHOUT, gates=list(gates))
    for row in missing:
        await uow.insert_new(ticket, _row(row, TicketState.READY, uow.now))
        await _keep(uow, row["assignment_id"], AssignmentState(row["state"]))
    return len(missing)


async def mend(uow: UnitOfWork, gates: Sequence[str]) -> None:
    """Let every ticket of these districts say what its part is now, whatever happened while the plug-in was off."""
    await _mend(uow, _ASTRAY, gates)


async def mend_ready(uow: UnitOfWork, gates: Sequence[str]) -> None:
    """The same for the ready ones alone, which are few: what is not ready any more is not escalated."""
    await _mend(uow, _ASTRAY_READY, gates)


async def _mend(uow: UnitOfWork, astray: Select[Any], gates: Sequence[str]) -> None:
    while found := await uow.fetch(astray, gates=list(gates)):
        for row in found:
            await _keep(uow, row["id"], AssignmentState(row["state"]))


async def _make(uow: UnitOfWork, part: AssignmentFacts, case_: CaseView) -> None:
    found = await uow.services.remembered.one(uow, _IS_COMPANY, id=part.unit_id)
    if found and found["is_company"]:
        of = {"assignment_id": part.id, "case_id": case_.id, "unit_id": part.unit_id, "utility": case_.utility}
        await uow.insert(ticket, [_row(of, TicketState.READY, uow.now)], _ONCE)


async def _keep(uow: UnitOfWork, assignment_id: UUID, state: AssignmentState) -> None:
    of = ({"assignment_id": assignment_id},)
    await uow.tell(_FOLLOW, of, of=assignment_id, state=STATE_OF[state].value, at=uow.now)


def _row(of: Mapping[str, object], state: TicketState, now: datetime) -> dict[str, object]:
    names = ("assignment_id", "case_id", "unit_id", "utility")
    kept = {name: of[name] for name in names}
    return {"id": new_id(), **kept, "state": state.value, "made_at": now, "lease_token": 0}
