"""Root field about tickets."""

from typing import Annotated

import strawberry
from sqlalchemy import ColumnElement, Text, any_, exists, literal
from sqlalchemy.dialects.postgresql import ARRAY

from plugins.utility_queues.schema.types.tickets import UtilityTicket
from plugins.utility_queues.tables import escalation, ticket
from plugins.utility_queues.vocabulary import EscalationStep, TicketState
from schema.api import After, Before, Connection, First, Info, Last, Order, Window, expect, field, given, page

OLDEST = Order((ticket.c.made_at, ticket.c.id))

OfCompany = Annotated[strawberry.ID | None, strawberry.argument(description="Only this company's.\n企业")]
States = Annotated[list[TicketState] | None, strawberry.argument(description="In one of these states.\n状态（任一）")]
Escalated = Annotated[EscalationStep | None, strawberry.argument(description="Only those taken to them.\n已升级至")]


@strawberry.type
class UtilityTicketQueries:
    """Root fields."""

    @field("Tickets you may see, the oldest first.\n企业工单列表")
    async def utility_tickets(
        self,
        info: Info,
        company: OfCompany = strawberry.UNSET,
        state: States = strawberry.UNSET,
        escalated_to: Escalated = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[UtilityTicket] | None:
        """A company's queue is its READY tickets."""
        window, where = Window.of(first, after, last, before), list[ColumnElement[bool]]()
        whose, states, step = given(company), given(state), given(escalated_to)
        if whose is not None:
            where.append(ticket.c.unit_id == expect(whose, "unit", "company"))
        if states is not None:
            where.append(ticket.c.state == any_(literal([one.value for one in states], ARRAY(Text))))
        if step is not None:
            where.append(exists().where(escalation.c.ticket_id == ticket.c.id, escalation.c.step == step.value))
        return await page(info, UtilityTicket, OLDEST, window, where=where, bound_to=(whose, states, step))
