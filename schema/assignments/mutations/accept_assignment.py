"""acceptAssignment (签收): the unit takes its part."""

import strawberry

from core.cases.commands.accept_assignment import accept_assignment
from core.cases.inputs.handling import AcceptAssignment
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Accept the assignment.\n签收")
class AcceptAssignmentInput(OnAssignmentInput):
    """Art. 15(2), 19(1)."""

    def command(self) -> AcceptAssignment:
        """See CommandInput."""
        return AcceptAssignment(**self.subject())


@strawberry.type(description="What acceptAssignment answers.\n签收结果")
class AcceptAssignmentPayload(AssignmentPayload):
    """The assignment, accepted."""


@strawberry.type
class AcceptAssignmentMutation:
    """Root field."""

    @mutation("Accept the assignment (Art. 15(2), 19(1)).\n签收")
    async def accept_assignment(self, info: Info, input: Input[AcceptAssignmentInput]) -> AcceptAssignmentPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(AcceptAssignmentPayload, info, accept_assignment, input)
