"""requestTermination (申请终止办理): the city agency is asked to end the handling."""

import strawberry

from core.cases.commands.request_termination import request_termination
from core.cases.inputs.termination import RequestTermination
from core.cases.states import TerminationGround
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, keys
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Ask the city agency to end the handling.\n申请终止办理")
class RequestTerminationInput(OnAssignmentInput):
    """Art. 15(5), (6)."""

    ground: TerminationGround = strawberry.field(description="On which ground.\n终止事由")
    explanation: str = strawberry.field(description="Explanation, at most 2,000 characters.\n说明（最多 2000 字）")
    materials: list[strawberry.ID] = strawberry.field(
        description="Complete attachments, one at least, at most 20.\n证明材料，至少 1 个（最多 20 个）"
    )

    def command(self) -> RequestTermination:
        """See CommandInput."""
        return RequestTermination(
            **self.subject(),
            ground=self.ground,
            explanation=self.explanation,
            materials=keys(self.materials, "attachment", "materials"),
        )


@strawberry.type(description="What requestTermination answers.\n申请终止办理结果")
class RequestTerminationPayload(AssignmentPayload):
    """The assignment, whose case waits for the decision."""


@strawberry.type
class RequestTerminationMutation:
    """Root field."""

    @mutation("Ask the city agency to end the handling (Art. 15(5), (6)).\n申请终止办理")
    async def request_termination(self, info: Info, input: Input[RequestTerminationInput]) -> RequestTerminationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RequestTerminationPayload, info, request_termination, input)
