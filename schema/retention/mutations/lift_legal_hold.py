"""liftLegalHold (解除保全): the case's clocks go on."""

import strawberry

from core.retention.hold import LiftLegalHold, lift_legal_hold
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Lift the hold on a case.\n解除保全")
class LiftLegalHoldInput(OnCaseInput):
    """What is overdue by then goes at the next run."""

    def command(self) -> LiftLegalHold:
        """See CommandInput."""
        return LiftLegalHold(**self.subject())


@strawberry.type(description="What liftLegalHold answers.\n解除保全结果")
class LiftLegalHoldPayload(CasePayload):
    """The case, held no longer."""


@strawberry.type
class LiftLegalHoldMutation:
    """Root field."""

    @mutation("Lift the hold on a case: what is overdue goes at the next run.\n解除保全")
    async def lift_legal_hold(self, info: Info, input: Input[LiftLegalHoldInput]) -> LiftLegalHoldPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(LiftLegalHoldPayload, info, lift_legal_hold, input)
