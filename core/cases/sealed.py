"""The sealed fields of a case and what stands beside it, and how they are written."""

from uuid import UUID

from core.db.uow import UnitOfWork
from core.sealing import normal
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.keychain import CaseKey
from core.sealing.masks import MaskKind

TITLE = SealedField("case_file", "title", MaskKind.TEXT)
CONTENT = SealedField("case_file", "content", MaskKind.TEXT)
PLACE = SealedField("case_file", "place", MaskKind.ADDRESS)
TOLD = SealedField("triage", "told", MaskKind.TEXT)
NOTE = SealedField("contact", "note", MaskKind.TEXT)
ACTIONS_TAKEN = SealedField("feedback", "actions_taken", MaskKind.TEXT)
PUBLIC_REPLY = SealedField("feedback", "public_reply", MaskKind.TEXT)
COMMENT = SealedField("callback", "comment", MaskKind.TEXT)

REPORTER = (
    SealedField("reporter", "name", MaskKind.NAME),
    SealedField("reporter", "phone", MaskKind.PHONE, normal.phone),
    SealedField("reporter", "identity_no", MaskKind.ID, normal.identity_number),
    SealedField("reporter", "address", MaskKind.ADDRESS),
    SealedField("reporter", "email", MaskKind.EMAIL),
)


def columns(
    uow: UnitOfWork, key: CaseKey, field: SealedField, row_id: UUID, value: str | None
) -> dict[str, bytes | str | None]:
    """The columns of one sealed field of one row."""
    return sealed_columns(field, row_id, value, case_key=key, indexes=uow.services.indexes)
