"""The sealed texts of the desk, and how they are written."""

from core.api import MaskKind, SealedField, normal

QUESTION = SealedField("legal_desk_consultation", "question", MaskKind.TEXT)
RETURN_NOTE = SealedField("legal_desk_consultation", "return_note", MaskKind.TEXT)
CONTENT = SealedField("legal_desk_opinion", "content", MaskKind.TEXT)
TOLD = SealedField("legal_desk_advice", "told", MaskKind.TEXT)
NOTE = SealedField("legal_desk_screening", "note", MaskKind.TEXT)
PARTY_NAME = SealedField("legal_desk_party", "name", MaskKind.NAME, normal.plain_name)
