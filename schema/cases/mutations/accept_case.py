"""acceptCase (受理): the case is taken up for handling."""

import strawberry

from core.cases.commands.accept_case import accept_case
from core.cases.inputs.triage import AcceptCase
from core.cases.states import Urgency
from schema.cases.inputs import Input, OnCaseInput, optional
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Accept the case for handling and fix its category.\n受理")
class AcceptCaseInput(OnCaseInput):
    """Art. 12."""

    category: str = strawberry.field(
        description="Category, by code, at most 64 characters.\n诉求类别代码（最多 64 字）"
    )
    urgency: Urgency | None = optional("How much time there is; unchanged if absent.\n紧急程度（不填则不变）")

    def command(self) -> AcceptCase:
        """See CommandInput."""
        return AcceptCase(**self.subject(), category=self.category, urgency=self.urgency)


@strawberry.type(description="What acceptCase answers.\n受理结果")
class AcceptCasePayload(CasePayload):
    """The case, waiting to be dispatched."""


@strawberry.type
class AcceptCaseMutation:
    """Root field."""

    @mutation("Accept the case for handling and fix its category (Art. 12).\n受理")
    async def accept_case(self, info: Info, input: Input[AcceptCaseInput]) -> AcceptCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(AcceptCasePayload, info, accept_case, input)
