"""approveExtension (同意延期): the days asked for are granted."""

import strawberry

from core.cases.commands.approve_extension import approve_extension
from core.cases.inputs.extension import ApproveExtension
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, optional
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Grant the extension that is asked for.\n同意延期")
class ApproveExtensionInput(OnAssignmentInput):
    """Art. 15(4)."""

    reason: str | None = optional("Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> ApproveExtension:
        """See CommandInput."""
        return ApproveExtension(**self.subject(), reason=self.reason)


@strawberry.type(description="What approveExtension answers.\n同意延期结果")
class ApproveExtensionPayload(AssignmentPayload):
    """The assignment with its later due date."""


@strawberry.type
class ApproveExtensionMutation:
    """Root field."""

    @mutation("Grant the extension that is asked for (Art. 15(4)).\n同意延期")
    async def approve_extension(self, info: Info, input: Input[ApproveExtensionInput]) -> ApproveExtensionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ApproveExtensionPayload, info, approve_extension, input)
