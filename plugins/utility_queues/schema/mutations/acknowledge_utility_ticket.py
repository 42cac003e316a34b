"""acknowledgeUtilityTicket (签收企业工单): Accept the assignment behind a ticket."""

import strawberry

from plugins.utility_queues.commands.acknowledge_ticket import acknowledge_ticket
from plugins.utility_queues.inputs import OnTicket
from plugins.utility_queues.schema.inputs import OnTicketInput
from plugins.utility_queues.schema.payloads import UtilityTicketPayload, ticket_payload
from schema.api import Info, Input, mutation, run


@strawberry.input(description="Accept the assignment behind a ticket.\n签收企业工单")
class AcknowledgeUtilityTicketInput(OnTicketInput):
    """Art. 18."""

    def command(self) -> OnTicket:
        """See CommandInput."""
        return OnTicket(**self.subject())


@strawberry.type(description="What acknowledgeUtilityTicket answers.\n签收企业工单结果")
class AcknowledgeUtilityTicketPayload(UtilityTicketPayload):
    """The ticket, in hand and still held."""


@strawberry.type
class AcknowledgeUtilityTicketMutation:
    """Root field."""

    @mutation("Accept the assignment behind a ticket (Art. 18).\n签收企业工单")
    async def acknowledge_utility_ticket(
        self, info: Info, input: Input[AcknowledgeUtilityTicketInput]
    ) -> AcknowledgeUtilityTicketPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await ticket_payload(AcknowledgeUtilityTicketPayload, info, await run(info, acknowledge_ticket, input))
