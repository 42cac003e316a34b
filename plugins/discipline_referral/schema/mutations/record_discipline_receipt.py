"""recordDisciplineReceipt (登记签收)."""

import strawberry

from plugins.discipline_referral.commands.record_receipt import record_receipt
from plugins.discipline_referral.inputs import RecordReceipt
from plugins.discipline_referral.schema.inputs import NotedDisciplineInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Record that the organ has received a referral.\n登记签收")
class RecordDisciplineReceiptInput(NotedDisciplineInput):
    """Art. 21."""

    receipt_no: str = strawberry.field(
        description="The organ's own number, at most 64 characters.\n签收编号（最多 64 字）"
    )

    def command(self) -> RecordReceipt:
        """See CommandInput."""
        return RecordReceipt(**self.subject(), receipt_no=self.receipt_no, note=self.note)


@strawberry.type(description="What recordDisciplineReceipt answers.\n登记签收结果")
class RecordDisciplineReceiptPayload(DisciplinePayload):
    """With the organ."""


@strawberry.type
class RecordDisciplineReceiptMutation:
    """Root field."""

    @mutation("Record that the organ has received a referral (Art. 21).\n登记签收")
    async def record_discipline_receipt(
        self, info: Info, input: Input[RecordDisciplineReceiptInput]
    ) -> RecordDisciplineReceiptPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(RecordDisciplineReceiptPayload, info, record_receipt, input)
