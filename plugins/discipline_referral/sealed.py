"""The sealed texts of a referral and what stands beside it; one key of its own opens them all."""

from uuid import UUID

from core.api import CaseKey, MaskKind, SealedField, UnitOfWork, sealed_columns

FACTS = SealedField("discipline_referral_referral", "facts", MaskKind.TEXT)
NAME = SealedField("discipline_referral_person", "name", MaskKind.TEXT)
POSITION = SealedField("discipline_referral_person", "position", MaskKind.TEXT)
NOTE = SealedField("discipline_referral_step", "note", MaskKind.TEXT)
BUNDLE = SealedField("discipline_referral_evidence", "bundle", MaskKind.TEXT)


def columns(
    uow: UnitOfWork, key: CaseKey, field: SealedField, row_id: UUID, text: str | None
) -> dict[str, bytes | str | None]:
    """The columns of one sealed text of one row."""
    return sealed_columns(field, row_id, text, case_key=key, indexes=uow.services.indexes)
