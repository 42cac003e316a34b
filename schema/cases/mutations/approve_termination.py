"""approveTermination (同意终止办理): the handling ends."""

import strawberry

from core.cases.commands.approve_termination import approve_termination
from core.cases.inputs.termination import ApproveTermination
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="End the handling that was applied for.\n同意终止办理")
class ApproveTerminationInput(OnCaseInput):
    """Art. 15(5), (6)."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> ApproveTermination:
        """See CommandInput."""
        return ApproveTermination(**self.subject(), reason=self.reason)


@strawberry.type(description="What approveTermination answers.\n同意终止办理结果")
class ApproveTerminationPayload(CasePayload):
    """The case, terminated."""


@strawberry.type
class ApproveTerminationMutation:
    """Root field."""

    @mutation("End the handling that was applied for (Art. 15(5), (6)).\n同意终止办理")
    async def approve_termination(self, info: Info, input: Input[ApproveTerminationInput]) -> ApproveTerminationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ApproveTerminationPayload, info, approve_termination, input)
