"""The desk's sealed fields, and how they are written."""

from uuid import UUID

from core.api import MaskKind, SealedField, UnitOfWork, sealed_columns

CONTACT_NAME = SealedField("enterprise_desk_enterprise", "contact_name", MaskKind.NAME)
CONTACT_PHONE = SealedField("enterprise_desk_enterprise", "contact_phone", MaskKind.PHONE)
TOLD = SealedField("enterprise_desk_feedback", "told", MaskKind.TEXT)
MATTER = SealedField("enterprise_desk_coordination", "matter", MaskKind.TEXT)
CONCLUSION = SealedField("enterprise_desk_coordination", "conclusion", MaskKind.TEXT)
CONTENT = SealedField("enterprise_desk_task", "content", MaskKind.TEXT)
RESULT = SealedField("enterprise_desk_task", "result", MaskKind.TEXT)
OPINION = SealedField("enterprise_desk_opinion", "opinion", MaskKind.TEXT)
NOTE = SealedField("enterprise_desk_follow_up", "note", MaskKind.TEXT)

Columns = dict[str, bytes | str | None]


async def columns(uow: UnitOfWork, wrapped: bytes, field: SealedField, row_id: UUID, value: str | None) -> Columns:
    """The columns of one field of one row, sealed with the key that is kept wrapped on the case or the enterprise."""
    key = await uow.services.keys.case_key(wrapped)
    return sealed_columns(field, row_id, value, case_key=key, indexes=uow.services.indexes)
