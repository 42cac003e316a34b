"""sendBackFeedback (审核退回): the unit works on."""

import strawberry

from core.cases.commands.send_back_feedback import send_back_feedback
from core.cases.inputs.feedback import SendBackFeedback
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Send the feedback back to its unit.\n审核退回")
class SendBackFeedbackInput(OnAssignmentInput):
    """Art. 15(3)."""

    reason: str = strawberry.field(description="What is wanting, at most 2,000 characters.\n退回理由（最多 2000 字）")

    def command(self) -> SendBackFeedback:
        """See CommandInput."""
        return SendBackFeedback(**self.subject(), reason=self.reason)


@strawberry.type(description="What sendBackFeedback answers.\n审核退回结果")
class SendBackFeedbackPayload(AssignmentPayload):
    """The assignment, in handling again."""


@strawberry.type
class SendBackFeedbackMutation:
    """Root field."""

    @mutation("Send the feedback back to its unit (Art. 15(3)).\n审核退回")
    async def send_back_feedback(self, info: Info, input: Input[SendBackFeedbackInput]) -> SendBackFeedbackPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(SendBackFeedbackPayload, info, send_back_feedback, input)
