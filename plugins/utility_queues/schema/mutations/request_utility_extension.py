"""requestUtilityExtension (申请延长办理时间): Ask for more minutes, before due, with the reporter told."""

from datetime import datetime

import strawberry

from plugins.utility_queues.commands.request_minutes import request_minutes
from plugins.utility_queues.inputs import RequestMinutes
from plugins.utility_queues.schema.inputs import OnTicketInput
from plugins.utility_queues.schema.payloads import UtilityTicketPayload, ticket_payload
from schema.api import Info, Input, mutation, run


@strawberry.input(description="Ask for more minutes, before due, with the reporter told.\n申请延长办理时间")
class RequestUtilityExtensionInput(OnTicketInput):
    """Art. 15(4)."""

    minutes: int = strawberry.field(description="How many.\n延长分钟数")
    reason: str = strawberry.field(description="A code of extension_reason.\n延长理由（代码）")
    explanation: str = strawberry.field(description="Explanation, at most 2,000 characters.\n说明（最多 2000 字）")
    citizen_told_at: datetime = strawberry.field(description="When the reporter was told.\n告知诉求人时间")

    def command(self) -> RequestMinutes:
        """See CommandInput."""
        return RequestMinutes(
            **self.subject(),
            minutes=self.minutes,
            reason=self.reason,
            explanation=self.explanation,
            citizen_told_at=self.citizen_told_at,
        )


@strawberry.type(description="What requestUtilityExtension answers.\n申请延长办理时间结果")
class RequestUtilityExtensionPayload(UtilityTicketPayload):
    """The ticket, with the request."""


@strawberry.type
class RequestUtilityExtensionMutation:
    """Root field."""

    @mutation("Ask for more minutes, before due, with the reporter told (Art. 15(4)).\n申请延长办理时间")
    async def request_utility_extension(
        self, info: Info, input: Input[RequestUtilityExtensionInput]
    ) -> RequestUtilityExtensionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await ticket_payload(RequestUtilityExtensionPayload, info, await run(info, request_minutes, input))
