"""How the queues are: every company on duty, and no ticket left to the hotline."""

from sqlalchemy import exists, func, select

from core.api import Health, Read
from plugins.utility_queues.tables import escalation, gap_alarm, ticket
from plugins.utility_queues.vocabulary import EscalationStep, TicketState

_GAPS = select(func.count()).where(gap_alarm.c.closed_at.is_(None))
_LEFT = select(func.count()).where(
    ticket.c.state == TicketState.READY.value,
    exists().where(escalation.c.ticket_id == ticket.c.id, escalation.c.step == EscalationStep.HOTLINE.value),
)


async def health(read: Read) -> Health:
    """Degraded while a roster has a gap ahead, or a ticket the hotline was told of is still unaccepted."""
    gaps, left = await read.fetch_value(_GAPS), await read.fetch_value(_LEFT)
    found = [
        text
        for count, text in ((gaps, f"gaps in duty rosters: {gaps}"), (left, f"tickets left to the hotline: {left}"))
        if count
    ]
    return Health("degraded", "; ".join(found)) if found else Health("ok")
