"""How a party is known again without being kept in the clear."""

import re
import unicodedata
from dataclasses import dataclass

from core.api import IndexKeys, MaskKind, mask, normal
from plugins.legal_desk.states import PartyKind

_NOT_A_WORD = re.compile(r"[\W_]+")


def plain_name(text: str) -> str | None:
    """A name of a person or a company however it was typed: half width, lower case, no blanks or punctuation."""
    compact = _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return compact or None


@dataclass(frozen=True, slots=True)
class Known:
    """What a conflict keeps of a party: a keyed index, what may be shown, and the plain name of a company alone."""

    index: bytes
    mask: str
    company: str | None = None


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
    return Known(indexes.blind_index(column, plain), company or mask(mask_kind, text), company)


_NAME = "legal_desk_party.name"
_KINDS = {
    PartyKind.PHONE: ("reporter.phone", normal.phone, MaskKind.PHONE),
    PartyKind.IDENTITY_NO: ("reporter.identity_no", normal.identity_number, MaskKind.ID),
    PartyKind.NAME: (_NAME, plain_name, MaskKind.NAME),
    PartyKind.COMPANY: (_NAME, plain_name, MaskKind.NAME),
}
