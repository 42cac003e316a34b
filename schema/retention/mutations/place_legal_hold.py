"""placeLegalHold (保全): a case is kept for a proceeding, whatever its clocks say."""

from datetime import datetime

import strawberry

from core.retention.hold import PlaceLegalHold, place_legal_hold
from schema.cases.inputs import Input, OnCaseInput, optional
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Keep a case for a proceeding.\n保全工单")
class PlaceLegalHoldInput(OnCaseInput):
    """While it lasts the case is neither anonymised nor deleted."""

    reason: str = strawberry.field(
        description="Why, at most 2,000 characters; sealed.\n保全理由（最多 2000 字，加密保存）"
    )
    until: datetime | None = optional("When it ends by itself; without it, when it is lifted.\n保全截止时间")

    def command(self) -> PlaceLegalHold:
        """See CommandInput."""
        return PlaceLegalHold(**self.subject(), reason=self.reason, until=self.until)


@strawberry.type(description="What placeLegalHold answers.\n保全结果")
class PlaceLegalHoldPayload(CasePayload):
    """The case, held."""


@strawberry.type
class PlaceLegalHoldMutation:
    """Root field."""

    @mutation("Keep a case for a proceeding: it is neither anonymised nor deleted.\n保全工单")
    async def place_legal_hold(self, info: Info, input: Input[PlaceLegalHoldInput]) -> PlaceLegalHoldPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(PlaceLegalHoldPayload, info, place_legal_hold, input)
