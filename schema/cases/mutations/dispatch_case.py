"""dispatchCase (派单): units are given their parts."""

import strawberry

from core.cases.commands.dispatch_case import dispatch_case
from core.cases.inputs.dispatch import DispatchCase
from schema.cases.inputs import DispatchTargetInput, Input, OnCaseInput, targets
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Dispatch the case to its units.\n派单")
class DispatchCaseInput(OnCaseInput):
    """Art. 14(1), (2)."""

    targets: list[DispatchTargetInput] = strawberry.field(
        description="One lead with co-handlers, or several units in parallel; at most 20.\n"
        "派单对象（一个牵头单位加配合单位，或多个单位分别承办；最多 20 个）"
    )

    def command(self) -> DispatchCase:
        """See CommandInput."""
        return DispatchCase(**self.subject(), targets=targets(self.targets))


@strawberry.type(description="What dispatchCase answers.\n派单结果")
class DispatchCasePayload(CasePayload):
    """The case with its new assignments."""


@strawberry.type
class DispatchCaseMutation:
    """Root field."""

    @mutation("Dispatch the case to its units (Art. 14(1), (2)).\n派单")
    async def dispatch_case(self, info: Info, input: Input[DispatchCaseInput]) -> DispatchCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(DispatchCasePayload, info, dispatch_case, input)
