"""approveReturn (同意退单): the assignment goes back."""

import strawberry

from core.cases.commands.approve_return import approve_return
from core.cases.inputs.returns import ApproveReturn
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, optional
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Take the assignment back from its unit.\n同意退单")
class ApproveReturnInput(OnAssignmentInput):
    """Art. 14."""

    reason: str | None = optional("Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> ApproveReturn:
        """See CommandInput."""
        return ApproveReturn(**self.subject(), reason=self.reason)


@strawberry.type(description="What approveReturn answers.\n同意退单结果")
class ApproveReturnPayload(AssignmentPayload):
    """The assignment, returned."""


@strawberry.type
class ApproveReturnMutation:
    """Root field."""

    @mutation("Take the assignment back from its unit (Art. 14).\n同意退单")
    async def approve_return(self, info: Info, input: Input[ApproveReturnInput]) -> ApproveReturnPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ApproveReturnPayload, info, approve_return, input)
