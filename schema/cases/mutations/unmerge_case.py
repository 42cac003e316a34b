"""unmergeCase (撤销并单): the case leaves its master."""

import strawberry

from core.cases.commands.unmerge_case import unmerge_case
from core.cases.inputs.triage import UnmergeCase
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Take the case out of its master; the state before the merge returns.\n撤销并单")
class UnmergeCaseInput(OnCaseInput):
    """Art. 13(4)."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n撤销理由（最多 2000 字）")

    def command(self) -> UnmergeCase:
        """See CommandInput."""
        return UnmergeCase(**self.subject(), reason=self.reason)


@strawberry.type(description="What unmergeCase answers.\n撤销并单结果")
class UnmergeCasePayload(CasePayload):
    """The case as it was before the merge."""


@strawberry.type
class UnmergeCaseMutation:
    """Root field."""

    @mutation("Take the case out of its master; the state before the merge returns (Art. 13(4)).\n撤销并单")
    async def unmerge_case(self, info: Info, input: Input[UnmergeCaseInput]) -> UnmergeCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(UnmergeCasePayload, info, unmerge_case, input)
