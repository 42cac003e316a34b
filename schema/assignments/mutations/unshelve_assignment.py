"""unshelveAssignment (销账): shelved work is taken up again."""

import strawberry

from core.cases.commands.unshelve_assignment import unshelve_assignment
from core.cases.inputs.handling import UnshelveAssignment
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Take shelved work up again.\n销账")
class UnshelveAssignmentInput(OnAssignmentInput):
    """Art. 15(4)."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n销账理由（最多 2000 字）")

    def command(self) -> UnshelveAssignment:
        """See CommandInput."""
        return UnshelveAssignment(**self.subject(), reason=self.reason)


@strawberry.type(description="What unshelveAssignment answers.\n销账结果")
class UnshelveAssignmentPayload(AssignmentPayload):
    """The assignment, in handling again."""


@strawberry.type
class UnshelveAssignmentMutation:
    """Root field."""

    @mutation("Take shelved work up again (Art. 15(4)).\n销账")
    async def unshelve_assignment(self, info: Info, input: Input[UnshelveAssignmentInput]) -> UnshelveAssignmentPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(UnshelveAssignmentPayload, info, unshelve_assignment, input)
