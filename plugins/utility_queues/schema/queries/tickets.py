"""Root field about tickets."""

from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, exists

from plugins.utility_queues.schema.queries.company import of_company
from plugins.utility_queues.schema.types.tickets import UtilityTicket
from plugins.utility_queues.tables import escalation, ticket
from plugins.utility_queues.vocabulary import EscalationStep, TicketState
from schema.api import Connection, Order, data

OLDEST = Order((ticket.c.made_at, ticket.c.id))


def _escalated(step: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(escalation.c.ticket_id == ticket.c.id, escalation.c.step == step)


@strawberry.type
class UtilityTicketQueries:
    """Root fields. A company's queue is its READY tickets."""

    utility_tickets: Connection[UtilityTicket] | None = data.pages(
        "UtilityTicket",
        order=OLDEST,
        arguments=(
            of_company(ticket.c.unit_id),
            data.Argument(
                name="state",
                type=list[TicketState] | None,
                description="In one of these states.\n状态（任一）",
                demand=data.members(ticket.c.state),
            ),
            data.Argument(
                name="escalated_to",
                type=EscalationStep | None,
                description="Only those taken to them.\n已升级至",
                demand=data.Condition(type=Text(), holds=_escalated),
            ),
        ),
        description="Tickets you may see, the oldest first.\n企业工单列表",
    )
