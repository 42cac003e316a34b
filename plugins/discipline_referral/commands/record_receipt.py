"""recordReceipt (签收): the organ has the referral, under a number of its own."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.inputs import RecordReceipt
from plugins.discipline_referral.states import Act


async def record_receipt(uow: UnitOfWork, actor: Viewer, input: RecordReceipt) -> Outcome:
    """By the organ's own people, or by whoever holds its paper."""
    row = await begin(uow, actor, Act.RECORD_RECEIPT, input)
    number = check.text(input.receipt_no, "receiptNo", limit=check.CODE)
    note = check.optional_text(input.note, "note")
    changes = {"receipt_no": number, "received_at": uow.now}
    return await finish(uow, actor, Act.RECORD_RECEIPT, row, changes, note=note)
