"""approveFeedback (审核通过): the unit's part is done."""

import strawberry

from core.cases.commands.approve_feedback import approve_feedback
from core.cases.inputs.feedback import ApproveFeedback
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, optional
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Approve the feedback.\n审核通过")
class ApproveFeedbackInput(OnAssignmentInput):
    """Art. 15(3), 16."""

    reason: str | None = optional("Why, at most 2,000 characters.\n审核意见（最多 2000 字）")

    def command(self) -> ApproveFeedback:
        """See CommandInput."""
        return ApproveFeedback(**self.subject(), reason=self.reason)


@strawberry.type(description="What approveFeedback answers.\n审核通过结果")
class ApproveFeedbackPayload(AssignmentPayload):
    """The assignment, completed."""


@strawberry.type
class ApproveFeedbackMutation:
    """Root field."""

    @mutation("Approve the feedback (Art. 15(3), 16).\n审核通过")
    async def approve_feedback(self, info: Info, input: Input[ApproveFeedbackInput]) -> ApproveFeedbackPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ApproveFeedbackPayload, info, approve_feedback, input)
