"""claimUtilityTicket (领取企业工单): Take a ticket to work on, for as long as a lease lasts."""

import strawberry

from plugins.utility_queues.commands.claim_ticket import claim_ticket
from plugins.utility_queues.inputs import ClaimTicket
from plugins.utility_queues.schema.inputs import COMPANY, company_key
from plugins.utility_queues.schema.payloads import UtilityTicketPayload
from plugins.utility_queues.schema.types.tickets import UtilityTicket
from schema.api import Idempotent, Info, Input, data, mutation, optional, optional_key, run


@strawberry.input(description="Take a ticket to work on, for as long as a lease lasts.\n领取企业工单")
class ClaimUtilityTicketInput(Idempotent):
    """Art. 18."""

    company_id: strawberry.ID = strawberry.field(description=COMPANY)
    ticket_id: strawberry.ID | None = optional("This one; the oldest ready one without it.\n企业工单（空为最早待签收）")

    def command(self) -> ClaimTicket:
        """See CommandInput."""
        return ClaimTicket(
            company_id=company_key(self.company_id),
            ticket_id=optional_key(self.ticket_id, "utility_ticket", "ticketId"),
        )


@strawberry.type(description="What claimUtilityTicket answers.\n领取企业工单结果")
class ClaimUtilityTicketPayload(UtilityTicketPayload):
    """The ticket, and the token every act on it must show."""

    lease_token: int | None = strawberry.field(
        description="Shows that you hold the ticket; a later claim makes it void.\n领取凭证"
    )


@strawberry.type
class ClaimUtilityTicketMutation:
    """Root field."""

    @mutation("Take a ticket to work on, for as long as a lease lasts (Art. 18).\n领取企业工单")
    async def claim_utility_ticket(
        self, info: Info, input: Input[ClaimUtilityTicketInput]
    ) -> ClaimUtilityTicketPayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, claim_ticket, input)
        if isinstance(done, list):
            return ClaimUtilityTicketPayload(ticket=None, lease_token=None, user_errors=done)
        ticket = data.reference(info, UtilityTicket, done.object_id)
        return ClaimUtilityTicketPayload(ticket=ticket, lease_token=done.version, user_errors=[])
