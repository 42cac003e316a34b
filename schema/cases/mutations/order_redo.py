"""orderRedo (重新办理): a reasonable demand is handled again."""

import strawberry

from core.cases.commands.order_redo import order_redo
from core.cases.inputs.callback import OrderRedo
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Find the demand reasonable and have it handled again.\n重新办理")
class OrderRedoInput(OnCaseInput):
    """Art. 16."""

    finding: str = strawberry.field(
        description="Why the demand is reasonable, at most 2,000 characters.\n认定理由（最多 2000 字）"
    )

    def command(self) -> OrderRedo:
        """See CommandInput."""
        return OrderRedo(**self.subject(), finding=self.finding)


@strawberry.type(description="What orderRedo answers.\n重新办理结果")
class OrderRedoPayload(CasePayload):
    """The case in its next round."""


@strawberry.type
class OrderRedoMutation:
    """Root field."""

    @mutation("Find the demand reasonable and have it handled again (Art. 16).\n重新办理")
    async def order_redo(self, info: Info, input: Input[OrderRedoInput]) -> OrderRedoPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(OrderRedoPayload, info, order_redo, input)
