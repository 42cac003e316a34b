"""replyUtilityTicket (答复企业工单): Log a contact, report back, or both."""

import strawberry

from plugins.utility_queues.commands.reply_ticket import reply_ticket
from plugins.utility_queues.inputs import ReplyTicket
from plugins.utility_queues.schema.inputs import OnTicketInput, UtilityContactInput, UtilityFeedbackInput
from plugins.utility_queues.schema.payloads import UtilityTicketPayload, ticket_payload
from schema.api import Info, Input, mutation, optional, run


@strawberry.input(description="Log a contact, report back, or both.\n答复企业工单")
class ReplyUtilityTicketInput(OnTicketInput):
    """Art. 15(1), 15(3), 18."""

    contact: UtilityContactInput | None = optional("The contact.\n联系记录")
    feedback: UtilityFeedbackInput | None = optional(
        "The feedback; afterwards nobody holds the ticket.\n反馈（提交后释放工单）"
    )

    def command(self) -> ReplyTicket:
        """See CommandInput."""
        return ReplyTicket(
            **self.subject(),
            contact=self.contact.contacted() if self.contact else None,
            feedback=self.feedback.reported() if self.feedback else None,
        )


@strawberry.type(description="What replyUtilityTicket answers.\n答复企业工单结果")
class ReplyUtilityTicketPayload(UtilityTicketPayload):
    """The ticket."""


@strawberry.type
class ReplyUtilityTicketMutation:
    """Root field."""

    @mutation("Log a contact, report back, or both (Art. 15(1), 15(3), 18).\n答复企业工单")
    async def reply_utility_ticket(
        self, info: Info, input: Input[ReplyUtilityTicketInput]
    ) -> ReplyUtilityTicketPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await ticket_payload(ReplyUtilityTicketPayload, info, await run(info, reply_ticket, input))
