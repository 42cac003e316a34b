"""declareLegalConflict (申报利益冲突)."""

import strawberry

from plugins.legal_desk.commands.declare_conflict import declare_conflict
from plugins.legal_desk.inputs import DeclareConflict
from plugins.legal_desk.schema.inputs import NewConflictInput
from plugins.legal_desk.schema.payloads import ConflictPayload, conflicting
from schema.api import Info, Input, mutation


@strawberry.input(description="Declare a conflict of one's own.\n申报利益冲突")
class DeclareLegalConflictInput(NewConflictInput):
    """With a case or with a party."""

    def command(self) -> DeclareConflict:
        """See CommandInput."""
        return DeclareConflict(**self.about())


@strawberry.type(description="What declareLegalConflict answers.\n申报结果")
class DeclareLegalConflictPayload(ConflictPayload):
    """The conflict; its case is not the lawyer's to see any more."""


@strawberry.type
class DeclareLegalConflictMutation:
    """Root field."""

    @mutation("Declare a conflict of interest of one's own.\n申报利益冲突")
    async def declare_legal_conflict(
        self, info: Info, input: Input[DeclareLegalConflictInput]
    ) -> DeclareLegalConflictPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await conflicting(DeclareLegalConflictPayload, info, declare_conflict, input)
