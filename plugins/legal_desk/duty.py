"""Who is on duty in a district, and who of them may have a consultation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, func, or_, select
from sqlalchemy import Date as DateType
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    SHANGHAI,
    CaseFacts,
    ErrorCode,
    Read,
    Refused,
    Row,
    Services,
    UnitOfWork,
    Viewer,
    account,
    allows,
    load_holder,
    within,
)
from plugins.legal_desk import errors
from plugins.legal_desk.begin import place
from plugins.legal_desk.conflicts import in_conflict
from plugins.legal_desk.operations import TAKE
from plugins.legal_desk.roster import Candidate, Entry, OnDuty, Shift, in_turn, on_duty
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import consultation, roster

_IDS = ARRAY(Uuid(as_uuid=True))
_LAWYERS = any_(bindparam("lawyers", type_=_IDS))
_ENTRIES = (
    select(roster)
    .where(
        roster.c.ended_at.is_(None),
        roster.c.first <= bindparam("today", type_=DateType()),
        or_(roster.c.last.is_(None), roster.c.last >= bindparam("yesterday", type_=DateType())),
        within(bindparam("path", type_=Text(collation="C")), roster.c.district_path),
    )
    .order_by(roster.c.id)
)
_LOCKED = (
    select(roster.c.id)
    .where(roster.c.ended_at.is_(None), roster.c.lawyer_id == _LAWYERS)
    .order_by(roster.c.id)
    .with_for_update()
)
_HAS = (consultation.c.state == ConsultationState.ASSIGNED.value) & consultation.c.ended_at.is_(None)
_LOAD = (
    select(
        consultation.c.lawyer_id,
        func.count().filter(_HAS).label("open"),
        func.max(consultation.c.assigned_at).label("last_assigned_at"),
    )
    .where(consultation.c.lawyer_id == _LAWYERS)
    .group_by(consultation.c.lawyer_id)
)
_SUBJECT = select(account.c.subject).where(account.c.id == bindparam("wanted", type_=Uuid(as_uuid=True)))


def shift_of(row: Row) -> Shift:
    """The roster entry as the rules take it."""
    return Shift(
        first=row["first"],
        last=row["last"],
        weekdays=frozenset(row["weekdays"]),
        working_days_only=row["working_days_only"],
        begins=row["begins"],
        minutes=row["minutes"],
    )


async def lawyers_on_duty(read: Read, services: Services, district_path: str, now: datetime) -> tuple[OnDuty, ...]:
    """Everybody whose shift covers the district at the instant."""
    return on_duty(await rostered(read, district_path, now), now, services.workdays.is_working)


async def rostered(read: Read, district_path: str, now: datetime) -> tuple[Entry, ...]:
    """The roster of the district, whoever of it is on duty at the instant."""
    today = now.astimezone(SHANGHAI).date()
    rows = await read.fetch(_ENTRIES, today=today, yesterday=today - timedelta(days=1), path=district_path)
    return tuple(Entry(row["lawyer_id"], row["capacity"], shift_of(row)) for row in rows)


async def loads(read: Read, duty: Sequence[OnDuty]) -> tuple[Candidate, ...]:
    """The lawyers on duty with what they have."""
    rows = await read.fetch(_LOAD, lawyers=[one.lawyer_id for one in duty]) if duty else ()
    known = {row["lawyer_id"]: row for row in rows}
    return tuple(_candidate(one, known.get(one.lawyer_id)) for one in duty)


def _candidate(one: OnDuty, row: Row | None) -> Candidate:
    opened, last = (row["open"], row["last_assigned_at"]) if row else (0, None)
    return Candidate(one.lawyer_id, one.capacity, opened, last)


async def next_lawyer(uow: UnitOfWork, actor: Viewer, facts: CaseFacts) -> UUID | Refused:
    """The lawyer on duty whose turn it is and who may have the case, or why there is none."""
    duty = await lawyers_on_duty(uow, uow.services, facts.row["district_path"], uow.now)
    if not duty:
        return Refused(errors.NOBODY_ON_DUTY)
    await lock(uow, [one.lawyer_id for one in duty])
    turn = in_turn(await loads(uow, duty))
    if not turn:
        return Refused(errors.ALL_BUSY)
    for one in turn:
        if await unfit(uow, actor, one.lawyer_id, facts) is None:
            return one.lawyer_id
    return Refused(errors.NO_FITTING_LAWYER)


async def lock(uow: UnitOfWork, lawyers: Sequence[UUID]) -> None:
    """Let others who give these lawyers something wait, so that nobody gets more than they take."""
    await uow.fetch(_LOCKED, lawyers=list(lawyers))


async def unfit(uow: UnitOfWork, actor: Viewer, lawyer_id: UUID, facts: CaseFacts) -> ErrorCode | None:
    """Why the lawyer must not have the case, by right or by conflict; None if there is no reason.

    Rights are judged by the policy `actor` acts under.
    """
    subject = await uow.fetch_value(_SUBJECT, wanted=lawyer_id)
    lawyer = await load_holder(uow, subject, actor.matrix, uow.now) if subject else None
    if lawyer is None or not all(allows(lawyer, operation, place(facts)) for operation in (TAKE, "case.read")):
        return errors.NOT_A_LAWYER
    return errors.CONFLICT if await in_conflict(uow, facts.id, lawyer_id) else None


async def refuse_unavailable(uow: UnitOfWork, lawyer_id: UUID, facts: CaseFacts, *, duty_only: bool) -> None:
    """Raises Refused for a lawyer who is not on duty, where only those take consultations, or who has enough."""
    duty = await lawyers_on_duty(uow, uow.services, facts.row["district_path"], uow.now)
    own = [one for one in duty if one.lawyer_id == lawyer_id]
    if not own and duty_only:
        raise Refused(errors.NOT_ON_DUTY)
    await lock(uow, [lawyer_id])
    for one in await loads(uow, own):
        if not one.free:
            raise Refused(errors.LAWYER_FULL, capacity=one.capacity)
