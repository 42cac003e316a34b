"""requestExtension (申请延期): more time, asked for before due."""

from datetime import datetime

import strawberry

from core.cases.commands.request_extension import request_extension
from core.cases.inputs.extension import RequestExtension
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Ask for more working days, with the reporter told.\n申请延期")
class RequestExtensionInput(OnAssignmentInput):
    """Art. 15(4)."""

    days: int = strawberry.field(description="Working days asked for.\n申请延长的工作日数")
    reason: str = strawberry.field(description="Why; a code of the set extension_reason.\n延期理由代码")
    explanation: str = strawberry.field(description="Explanation, at most 2,000 characters.\n说明（最多 2000 字）")
    citizen_told_at: datetime = strawberry.field(description="When the reporter was told.\n告知诉求人的时间")

    def command(self) -> RequestExtension:
        """See CommandInput."""
        return RequestExtension(
            **self.subject(),
            days=self.days,
            reason=self.reason,
            explanation=self.explanation,
            citizen_told_at=self.citizen_told_at,
        )


@strawberry.type(description="What requestExtension answers.\n申请延期结果")
class RequestExtensionPayload(AssignmentPayload):
    """The assignment with its request."""


@strawberry.type
class RequestExtensionMutation:
    """Root field."""

    @mutation("Ask for more working days, with the reporter told (Art. 15(4)).\n申请延期")
    async def request_extension(self, info: Info, input: Input[RequestExtensionInput]) -> RequestExtensionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RequestExtensionPayload, info, request_extension, input)
