"""withdrawCase (撤单): the caller takes the appeal back."""

import strawberry

from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Withdraw the appeal at its caller's wish.\n撤单")
class WithdrawCaseInput(OnCaseInput):
    """Art. 10."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n撤单理由（最多 2000 字）")

    def command(self) -> WithdrawCase:
        """See CommandInput."""
        return WithdrawCase(**self.subject(), reason=self.reason)


@strawberry.type(description="What withdrawCase answers.\n撤单结果")
class WithdrawCasePayload(CasePayload):
    """The case, withdrawn."""


@strawberry.type
class WithdrawCaseMutation:
    """Root field."""

    @mutation("Withdraw the appeal at its caller's wish (Art. 10).\n撤单")
    async def withdraw_case(self, info: Info, input: Input[WithdrawCaseInput]) -> WithdrawCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(WithdrawCasePayload, info, withdraw_case, input)
