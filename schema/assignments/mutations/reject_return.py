"""rejectReturn (驳回退单): the unit keeps its part."""

import strawberry

from core.cases.commands.reject_return import reject_return
from core.cases.inputs.returns import RejectReturn
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Refuse the return; the assignment counts as accepted.\n驳回退单")
class RejectReturnInput(OnAssignmentInput):
    """Art. 14."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> RejectReturn:
        """See CommandInput."""
        return RejectReturn(**self.subject(), reason=self.reason)


@strawberry.type(description="What rejectReturn answers.\n驳回退单结果")
class RejectReturnPayload(AssignmentPayload):
    """The assignment, accepted."""


@strawberry.type
class RejectReturnMutation:
    """Root field."""

    @mutation("Refuse the return; the assignment counts as accepted (Art. 14).\n驳回退单")
    async def reject_return(self, info: Info, input: Input[RejectReturnInput]) -> RejectReturnPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RejectReturnPayload, info, reject_return, input)
