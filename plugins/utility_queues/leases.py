"""Leases: who works on a ticket, until when, and by which token.

A claim raises the ticket's token; whoever holds an older one, or let the lease expire, writes nothing. The proof is
part of the transaction of the effect, so that a worker that stalled past its lease can do no harm. Instants are those
of the unit of work, hence the database's: a lease that ends a moment early or late loses nothing, for the token decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, Text, any_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Refused, Row, UnitOfWork, case_file
from plugins.utility_queues.errors import NOTHING_READY, STALE_LEASE, TICKET_DONE, TICKET_HELD, told
from plugins.utility_queues.tables import ticket
from plugins.utility_queues.vocabulary import TicketState

CLAIMABLE = frozenset({TicketState.READY, TicketState.ACKNOWLEDGED})

_INSTANT, _UUID = TIMESTAMP(timezone=True), Uuid(as_uuid=True)
_NOW, _UNTIL = bindparam("now", type_=_INSTANT), bindparam("until", type_=_INSTANT)
_ID, _TOKEN, _BY = bindparam("of", type_=_UUID), bindparam("token", type_=Integer()), bindparam("by", type_=_UUID)
FREE = ticket.c.lease_until.is_(None) | (ticket.c.lease_until <= _NOW)
_HELD = (ticket.c.id == _ID, ticket.c.lease_token == _TOKEN, ticket.c.leased_by == _BY, ticket.c.lease_until > _NOW)

_NEXT = (
    select(ticket)
    .join(case_file, case_file.c.id == ticket.c.case_id)
    .where(
        ticket.c.unit_id == bindparam("unit_id", type_=_UUID),
        ticket.c.state == TicketState.READY.value,
        FREE,
        case_file.c.gate == any_(bindparam("gates", type_=ARRAY(Text))),
        case_file.c.secrecy <= bindparam("clearance", type_=Integer()),
    )
    .order_by(ticket.c.made_at, ticket.c.id)
    .limit(1)
    .with_for_update(of=ticket, skip_locked=True)
)
_THIS = select(ticket).where(ticket.c.id == _ID).with_for_update()
_CLAIM = (
    update(ticket)
    .where(ticket.c.id == _ID)
    .values(
        lease_token=ticket.c.lease_token + 1,
        lease_until=_UNTIL,
        leased_by=_BY,
        first_claimed_at=func.coalesce(ticket.c.first_claimed_at, _NOW),
    )
)
_RENEW = update(ticket).where(*_HELD).values(lease_until=_UNTIL)


@dataclass(frozen=True, slots=True)
class Lease:
    """What a claim gives: the token to show, and the ticket with its case."""

    ticket_id: UUID
    case_id: UUID
    token: int


async def claim_next(
    uow: UnitOfWork, by: UUID, unit_id: UUID, *, gates: Sequence[str], clearance: int, seconds: int
) -> Lease:
    """The oldest ready ticket of a company that nobody holds. Raises NOTHING_READY."""
    found = await uow.fetch_one(_NEXT, unit_id=unit_id, gates=list(gates), clearance=clearance, now=uow.now)
    if found is None:
        raise Refused(NOTHING_READY)
    return await _claim(uow, by, found, seconds)


async def claim_this(uow: UnitOfWork, by: UUID, ticket_id: UUID, *, seconds: int) -> Lease:
    """One ticket, ready or in hand. Raises TICKET_DONE, or TICKET_HELD while somebody holds it."""
    found = await uow.fetch_one(_THIS, of=ticket_id)
    if found is None or found["state"] not in CLAIMABLE:
        raise Refused(TICKET_DONE, field=("input", "ticketId"))
    if found["lease_until"] is not None and found["lease_until"] > uow.now:
        raise Refused(TICKET_HELD, field=("input", "ticketId"), until=told(found["lease_until"]))
    return await _claim(uow, by, found, seconds)


async def renew(uow: UnitOfWork, by: UUID, ticket_id: UUID, token: int, *, seconds: int) -> None:
    """Hold on for another while from now. Raises STALE_LEASE.

    Called at the end of an effect after which the holder goes on, it is the proof that the effect was the holder's.
    """
    await _as_holder(uow, by, ticket_id, token, uow.now + timedelta(seconds=seconds))


async def release(uow: UnitOfWork, by: UUID, ticket_id: UUID, token: int) -> None:
    """Let go: from now on the lease is over, and with it the token. It proves as `renew` does. Raises STALE_LEASE."""
    await _as_holder(uow, by, ticket_id, token, uow.now)


def refuse_stale(found: Mapping[str, object], by: UUID, token: int, now: datetime) -> None:
    """Raises STALE_LEASE for what is plainly stale, before anything is tried; the proof at the end decides."""
    until = found["lease_until"]
    current = isinstance(until, datetime) and until > now and found["leased_by"] == by
    if not current or found["lease_token"] != token:
        raise Refused(STALE_LEASE, field=("input", "leaseToken"))


async def _claim(uow: UnitOfWork, by: UUID, found: Row, seconds: int) -> Lease:
    await uow.execute(_CLAIM, of=found["id"], by=by, now=uow.now, until=uow.now + timedelta(seconds=seconds))
    return Lease(found["id"], found["case_id"], found["lease_token"] + 1)


async def _as_holder(uow: UnitOfWork, by: UUID, ticket_id: UUID, token: int, until: datetime) -> None:
    if not await uow.execute(_RENEW, of=ticket_id, by=by, token=token, now=uow.now, until=until):
        raise Refused(STALE_LEASE, field=("input", "leaseToken"))
