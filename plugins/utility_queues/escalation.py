"""What nobody claims goes to the next on duty, and then to the hotline; each step is recorded once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, bindparam, exists, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from core.api import Row, UnitOfWork, case_file, new_id
from plugins.utility_queues.duty import LONGEST, rosters
from plugins.utility_queues.intervals import Interval
from plugins.utility_queues.leases import FREE
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.tables import escalation, ticket
from plugins.utility_queues.tickets import READY
from plugins.utility_queues.vocabulary import EscalationStep

_UNCLAIMED = (
    select(ticket.c.id, ticket.c.unit_id)
    .join(case_file, case_file.c.id == ticket.c.case_id)
    .where(
        ticket.c.state == READY,
        ticket.c.made_at <= bindparam("before", type_=TIMESTAMP(timezone=True)),
        FREE,
        case_file.c.gate == bindparam("gate", type_=Text()),
        ~exists().where(escalation.c.ticket_id == ticket.c.id, escalation.c.step == bindparam("step", type_=Text())),
    )
    .order_by(ticket.c.made_at, ticket.c.id)
    .limit(1000)
)


async def escalate(uow: UnitOfWork, gate: str, settings: UtilityQueuesSettings) -> int:
    """Take the unclaimed tickets of a district one step further; how many steps were recorded.

    Two processes that do the same wait for one another at the unique key of ticket and step.
    """
    next_ = await _unclaimed(uow, gate, EscalationStep.NEXT_ON_DUTY, settings.next_on_duty_minutes)
    whom = await _next_on_duty(uow, {row["unit_id"] for row in next_})
    done = [await _record(uow, row, EscalationStep.NEXT_ON_DUTY, whom[row["unit_id"]]) for row in next_]
    hotline = await _unclaimed(uow, gate, EscalationStep.HOTLINE, settings.hotline_minutes)
    done += [await _record(uow, row, EscalationStep.HOTLINE, None) for row in hotline]
    return sum(done)


async def _unclaimed(uow: UnitOfWork, gate: str, step: EscalationStep, minutes: int) -> Sequence[Row]:
    before = uow.now - timedelta(minutes=minutes)
    return await uow.fetch(_UNCLAIMED, gate=gate, step=step.value, before=before, now=uow.now)


async def _next_on_duty(uow: UnitOfWork, units: set[UUID]) -> Mapping[UUID, UUID | None]:
    found = await rosters(uow, sorted(units), Interval(uow.now, uow.now + LONGEST))
    return {unit_id: duty.account_id if (duty := one.next_on_duty(uow.now)) else None for unit_id, one in found.items()}


async def _record(uow: UnitOfWork, row: Row, step: EscalationStep, account_id: UUID | None) -> bool:
    values = {"id": new_id(), "ticket_id": row["id"], "step": step.value, "account_id": account_id, "at": uow.now}
    return await uow.insert_new(escalation, values)
