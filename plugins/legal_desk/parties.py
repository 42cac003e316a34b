"""How a party is known again without being kept in the clear."""

from dataclasses import dataclass

from core.api import IndexKeys, MaskKind, SealedField, mask, normal
from plugins.legal_desk.states import PartyKind

COMPANY = SealedField("reporter", "company", MaskKind.TEXT, normal.plain_name)
"""The core's: the enterprise that asks."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a conflict keeps of a party: a keyed index and what may be shown; of a company its plain name and the core's index."""

    index: bytes
    mask: str
    company: str | None = None
    company_index: bytes | None = None


def recognise(indexes: IndexKeys, kind: PartyKind, text: str) -> Known | None:
    """The party of a conflict; None for what is no such number or name.

    Telephone and identity numbers are indexed as the core indexes those of reporters, names as the desk indexes the
    parties of its consultations, so that equal ones meet.
    """
    column, normalise, mask_kind = _KINDS[kind]
    plain = normalise(text)
    if plain is None:
        return None
    company = text.strip() if kind is PartyKind.COMPANY else None
    by_company = None if company is None else COMPANY.search_key(indexes, company)
    return Known(indexes.blind_index(column, plain), company or mask(mask_kind, text), company, by_company)


_NAME = "legal_desk_party.name"
_KINDS = {
    PartyKind.PHONE: ("reporter.phone", normal.phone, MaskKind.PHONE),
    PartyKind.IDENTITY_NO: ("reporter.identity_no", normal.identity_number, MaskKind.ID),
    PartyKind.NAME: (_NAME, normal.plain_name, MaskKind.NAME),
    PartyKind.COMPANY: (_NAME, normal.plain_name, MaskKind.NAME),
}
