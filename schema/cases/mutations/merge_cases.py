"""mergeCases (并单): the case lives on in a master."""

import strawberry

from core.cases.commands.merge_cases import merge_cases
from core.cases.inputs.triage import MergeCases
from schema.cases.inputs import Input, OnCaseInput, key
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Merge the case into a master.\n并单")
class MergeCasesInput(OnCaseInput):
    """Art. 13(4)."""

    master_id: strawberry.ID = strawberry.field(description="The master: open, and not merged itself.\n主工单")
    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n并单理由（最多 2000 字）")

    def command(self) -> MergeCases:
        """See CommandInput."""
        return MergeCases(**self.subject(), master_id=key(self.master_id, "case", "masterId"), reason=self.reason)


@strawberry.type(description="What mergeCases answers.\n并单结果")
class MergeCasesPayload(CasePayload):
    """The merged case; its `master` is the one it lives on in."""


@strawberry.type
class MergeCasesMutation:
    """Root field."""

    @mutation("Merge the case into a master (Art. 13(4)).\n并单")
    async def merge_cases(self, info: Info, input: Input[MergeCasesInput]) -> MergeCasesPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(MergeCasesPayload, info, merge_cases, input)
