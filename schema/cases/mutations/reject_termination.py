"""rejectTermination (驳回终止办理): the handling goes on."""

import strawberry

from core.cases.commands.reject_termination import reject_termination
from core.cases.inputs.termination import RejectTermination
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Have the handling go on.\n驳回终止办理")
class RejectTerminationInput(OnCaseInput):
    """Art. 15(5), (6)."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> RejectTermination:
        """See CommandInput."""
        return RejectTermination(**self.subject(), reason=self.reason)


@strawberry.type(description="What rejectTermination answers.\n驳回终止办理结果")
class RejectTerminationPayload(CasePayload):
    """The case, in progress again."""


@strawberry.type
class RejectTerminationMutation:
    """Root field."""

    @mutation("Have the handling go on (Art. 15(5), (6)).\n驳回终止办理")
    async def reject_termination(self, info: Info, input: Input[RejectTerminationInput]) -> RejectTerminationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RejectTerminationPayload, info, reject_termination, input)
