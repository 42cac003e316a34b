"""recordLegalConflict (登记利益冲突)."""

import strawberry

from plugins.legal_desk.commands.declare_conflict import record_conflict
from plugins.legal_desk.inputs import RecordConflict
from plugins.legal_desk.schema.inputs import NewConflictInput
from plugins.legal_desk.schema.payloads import ConflictPayload, conflicting
from schema.api import Info, Input, key, mutation


@strawberry.input(description="Record a lawyer's conflict.\n登记利益冲突")
class RecordLegalConflictInput(NewConflictInput):
    """With a case or with a party."""

    lawyer_id: strawberry.ID = strawberry.field(description="The lawyer's account.\n律师账户")

    def command(self) -> RecordConflict:
        """See CommandInput."""
        return RecordConflict(**self.about(), lawyer_id=key(self.lawyer_id, "account", "lawyerId"))


@strawberry.type(description="What recordLegalConflict answers.\n登记结果")
class RecordLegalConflictPayload(ConflictPayload):
    """The conflict."""


@strawberry.type
class RecordLegalConflictMutation:
    """Root field."""

    @mutation("Record a lawyer's conflict of interest.\n登记利益冲突")
    async def record_legal_conflict(
        self, info: Info, input: Input[RecordLegalConflictInput]
    ) -> RecordLegalConflictPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await conflicting(RecordLegalConflictPayload, info, record_conflict, input)
