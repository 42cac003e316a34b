"""closeUnreasonable (研判销号): a demand found unreasonable by two persons."""

import strawberry

from core.cases.commands.close_unreasonable import close_unreasonable
from core.cases.inputs.callback import CloseUnreasonable
from schema.cases.inputs import Input, OnCaseInput, keys, optional_list
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Find the demand unreasonable; the second signer's call closes the case.\n研判销号")
class CloseUnreasonableInput(OnCaseInput):
    """Art. 16."""

    finding: str = strawberry.field(
        description="Why the demand is unreasonable, at most 2,000 characters.\n认定理由（最多 2000 字）"
    )
    materials: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n证明材料（最多 20 个）")

    def command(self) -> CloseUnreasonable:
        """See CommandInput."""
        return CloseUnreasonable(
            **self.subject(), finding=self.finding, materials=keys(self.materials, "attachment", "materials")
        )


@strawberry.type(description="What closeUnreasonable answers.\n研判销号结果")
class CloseUnreasonablePayload(CasePayload):
    """The case: waiting for the second signer, or closed."""


@strawberry.type
class CloseUnreasonableMutation:
    """Root field."""

    @mutation("Find the demand unreasonable; the second signer's call closes the case (Art. 16).\n研判销号")
    async def close_unreasonable(self, info: Info, input: Input[CloseUnreasonableInput]) -> CloseUnreasonablePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(CloseUnreasonablePayload, info, close_unreasonable, input)
