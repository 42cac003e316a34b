"""submitFeedback (反馈): the unit reports back."""

import strawberry

from core.cases.commands.submit_feedback import submit_feedback
from core.cases.inputs.feedback import SubmitFeedback
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, keys, optional, optional_list
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Report back; internal account and public reply are different texts.\n反馈")
class SubmitFeedbackInput(OnAssignmentInput):
    """Art. 15(2), (3)."""

    facts_true: bool = strawberry.field(description="Whether the facts are true.\n是否属实")
    within_remit: bool = strawberry.field(description="Whether it is the unit's duty.\n是否属于职责范围")
    resolved: bool = strawberry.field(description="Whether it is resolved.\n是否解决")
    unresolved_reason: str | None = optional(
        "Why not; required if it is not resolved, at most 2,000 characters.\n未解决原因，未解决时必填（最多 2000 字）"
    )
    actions_taken: str = strawberry.field(
        description="What was done, for the hotline, at most 20,000 characters.\n办理情况（最多 20000 字）"
    )
    public_reply: str = strawberry.field(
        description="What the reporter is told, at most 20,000 characters.\n答复内容（最多 20000 字）"
    )
    attachments: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n附件（最多 20 个）")

    def command(self) -> SubmitFeedback:
        """See CommandInput."""
        return SubmitFeedback(
            **self.subject(),
            facts_true=self.facts_true,
            within_remit=self.within_remit,
            resolved=self.resolved,
            unresolved_reason=self.unresolved_reason,
            actions_taken=self.actions_taken,
            public_reply=self.public_reply,
            attachments=keys(self.attachments, "attachment", "attachments"),
        )


@strawberry.type(description="What submitFeedback answers.\n反馈结果")
class SubmitFeedbackPayload(AssignmentPayload):
    """The assignment, reported back."""


@strawberry.type
class SubmitFeedbackMutation:
    """Root field."""

    @mutation("Report back; internal account and public reply are different texts (Art. 15(2), (3)).\n反馈")
    async def submit_feedback(self, info: Info, input: Input[SubmitFeedbackInput]) -> SubmitFeedbackPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(SubmitFeedbackPayload, info, submit_feedback, input)
