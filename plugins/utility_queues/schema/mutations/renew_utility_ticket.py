"""renewUtilityTicket (续期企业工单): Go on holding a ticket, for another lease from now."""

import strawberry

from plugins.utility_queues.commands.renew_lease import renew_lease
from plugins.utility_queues.inputs import HeldTicket
from plugins.utility_queues.schema.inputs import HeldTicketInput
from plugins.utility_queues.schema.payloads import UtilityTicketPayload, ticket_payload
from schema.api import Info, Input, mutation, run


@strawberry.input(description="Go on holding a ticket, for another lease from now.\n续期企业工单")
class RenewUtilityTicketInput(HeldTicketInput):
    """Art. 18."""

    def command(self) -> HeldTicket:
        """See CommandInput."""
        return HeldTicket(**self.held())


@strawberry.type(description="What renewUtilityTicket answers.\n续期企业工单结果")
class RenewUtilityTicketPayload(UtilityTicketPayload):
    """The ticket, held for longer."""


@strawberry.type
class RenewUtilityTicketMutation:
    """Root field."""

    @mutation("Go on holding a ticket, for another lease from now (Art. 18).\n续期企业工单", weight=20)
    async def renew_utility_ticket(
        self, info: Info, input: Input[RenewUtilityTicketInput]
    ) -> RenewUtilityTicketPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await ticket_payload(RenewUtilityTicketPayload, info, await run(info, renew_lease, input))
