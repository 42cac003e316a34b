"""liftLegalConflict (解除利益冲突登记)."""

import strawberry

from plugins.legal_desk.commands.lift_conflict import lift_conflict
from plugins.legal_desk.inputs import LiftConflict
from plugins.legal_desk.schema.payloads import ConflictPayload, conflicting
from schema.api import Info, Input, Versioned, given, key, mutation


@strawberry.input(description="End a conflict of interest.\n解除利益冲突登记")
class LiftLegalConflictInput(Versioned):
    """By somebody else than the lawyer."""

    conflict_id: strawberry.ID = strawberry.field(description="The conflict.\n利益冲突登记")
    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n解除理由（最多 2000 字）")

    def command(self) -> LiftConflict:
        """See CommandInput."""
        conflict_id = key(self.conflict_id, "legal_conflict", "conflictId")
        return LiftConflict(conflict_id=conflict_id, reason=self.reason, expected_version=given(self.expected_version))


@strawberry.type(description="What liftLegalConflict answers.\n解除结果")
class LiftLegalConflictPayload(ConflictPayload):
    """The conflict, lifted."""


@strawberry.type
class LiftLegalConflictMutation:
    """Root field."""

    @mutation("End a conflict of interest.\n解除利益冲突登记")
    async def lift_legal_conflict(self, info: Info, input: Input[LiftLegalConflictInput]) -> LiftLegalConflictPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await conflicting(LiftLegalConflictPayload, info, lift_conflict, input)
