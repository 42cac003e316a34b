"""requestReturn (申请退单): the unit holds that the matter is not its own."""

import strawberry

from core.cases.commands.request_return import request_return
from core.cases.inputs.returns import RequestReturn
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, key
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Ask to hand the assignment back.\n申请退单")
class RequestReturnInput(OnAssignmentInput):
    """Art. 14, 19(1)."""

    reason: str = strawberry.field(description="Why: a code of the set return_reason.\n退单理由代码")
    explanation: str = strawberry.field(description="Explanation, at most 2,000 characters.\n说明（最多 2000 字）")
    basis: str = strawberry.field(description="Legal basis, at most 2,000 characters.\n依据（最多 2000 字）")
    suggested_unit_id: strawberry.ID = strawberry.field(description="Whose it is instead.\n建议承办单位")

    def command(self) -> RequestReturn:
        """See CommandInput."""
        return RequestReturn(
            **self.subject(),
            reason=self.reason,
            explanation=self.explanation,
            basis=self.basis,
            suggested_unit_id=key(self.suggested_unit_id, "unit", "suggestedUnitId"),
        )


@strawberry.type(description="What requestReturn answers.\n申请退单结果")
class RequestReturnPayload(AssignmentPayload):
    """The assignment, waiting for the decision."""


@strawberry.type
class RequestReturnMutation:
    """Root field."""

    @mutation("Ask to hand the assignment back (Art. 14, 19(1)).\n申请退单")
    async def request_return(self, info: Info, input: Input[RequestReturnInput]) -> RequestReturnPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RequestReturnPayload, info, request_return, input)
