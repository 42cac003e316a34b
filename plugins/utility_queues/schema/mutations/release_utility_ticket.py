"""releaseUtilityTicket (释放企业工单): Let go of a ticket, so that somebody else can take it."""

import strawberry

from plugins.utility_queues.commands.release_ticket import release_ticket
from plugins.utility_queues.inputs import HeldTicket
from plugins.utility_queues.schema.inputs import HeldTicketInput
from plugins.utility_queues.schema.payloads import UtilityTicketPayload, ticket_payload
from schema.api import Info, Input, mutation, run


@strawberry.input(description="Let go of a ticket, so that somebody else can take it.\n释放企业工单")
class ReleaseUtilityTicketInput(HeldTicketInput):
    """Art. 18."""

    def command(self) -> HeldTicket:
        """See CommandInput."""
        return HeldTicket(**self.held())


@strawberry.type(description="What releaseUtilityTicket answers.\n释放企业工单结果")
class ReleaseUtilityTicketPayload(UtilityTicketPayload):
    """The ticket, held by nobody."""


@strawberry.type
class ReleaseUtilityTicketMutation:
    """Root field."""

    @mutation("Let go of a ticket, so that somebody else can take it (Art. 18).\n释放企业工单")
    async def release_utility_ticket(
        self, info: Info, input: Input[ReleaseUtilityTicketInput]
    ) -> ReleaseUtilityTicketPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await ticket_payload(ReleaseUtilityTicketPayload, info, await run(info, release_ticket, input))
