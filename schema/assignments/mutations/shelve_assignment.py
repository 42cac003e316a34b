"""shelveAssignment (挂账): long-cycle work stands until a review date."""

from datetime import date

import strawberry

from core.cases.commands.shelve_assignment import shelve_assignment
from core.cases.inputs.handling import ShelveAssignment
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Shelve long-cycle work until a review date.\n挂账")
class ShelveAssignmentInput(OnAssignmentInput):
    """Art. 15(4)."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n挂账理由（最多 2000 字）")
    review_on: date = strawberry.field(description="When it is looked at again.\n复查日期")

    def command(self) -> ShelveAssignment:
        """See CommandInput."""
        return ShelveAssignment(**self.subject(), reason=self.reason, review_on=self.review_on)


@strawberry.type(description="What shelveAssignment answers.\n挂账结果")
class ShelveAssignmentPayload(AssignmentPayload):
    """The assignment, shelved."""


@strawberry.type
class ShelveAssignmentMutation:
    """Root field."""

    @mutation("Shelve long-cycle work until a review date (Art. 15(4)).\n挂账")
    async def shelve_assignment(self, info: Info, input: Input[ShelveAssignmentInput]) -> ShelveAssignmentPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ShelveAssignmentPayload, info, shelve_assignment, input)
