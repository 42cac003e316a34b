"""How a party is known again without being kept in the clear."""

from dataclasses import dataclass, field

from core.api import IndexKeys, MaskKind, SealedField, mask, normal
from plugins.legal_desk.states import PartyKind

COMPANY = SealedField("reporter", "company", MaskKind.TEXT, normal.plain_name)
"""The core's: the enterprise that asks."""


@dataclass(frozen=True, slots=True)
class Digests:
    """A keyed index; during a rotation of its key the next one too, so that whichever another row has is met."""

    now: bytes = field(repr=False)
    next: bytes | None = field(repr=False)

    def columns(self, name: str) -> dict[str, bytes | None]:
        """As they are kept."""
        return {f"{name}_index": self.now, f"{name}_index_next": self.next}


@dataclass(frozen=True, slots=True)
class Known:
    """What a conflict keeps of a party: a keyed index and what may be shown; of a company its plain name and the core's index."""

    index: Digests
    mask: str
    company: str | None = None
    company_index: Digests | None = field(default=None, repr=False)

    def columns(self) -> dict[str, object]:
        """As they are kept."""
        by_company = self.company_index.columns("company") if self.company_index else {}
        return {**self.index.columns("party"), "party_mask": self.mask, "company": self.company, **by_company}


def recognise(indexes: IndexKeys, kind: PartyKind, text: str) -> Known | None:
    """The party of a conflict; None for what is no such number or name.

    Telephone and identity numbers are indexed as the core indexes those of reporters, names as the desk indexes the
    parties of its consultations, so that equal ones meet.
    """
    column, normalise, mask_kind = _KINDS[kind]
    plain = normalise(text)
    if plain is None:
        return None
    if kind is not PartyKind.COMPANY:
        return Known(_digests(indexes, column, plain), mask(mask_kind, text))
    company = text.strip()
    return Known(_digests(indexes, column, plain), company, company, by_company(indexes, company))


def by_company(indexes: IndexKeys, company: str) -> Digests | None:
    """What the core's index of a reporter's company is compared with."""
    plain = normal.plain_name(company)
    return None if plain is None else _digests(indexes, COMPANY.column, plain)


def _digests(indexes: IndexKeys, column: str, plain: str) -> Digests:
    now, *later = indexes.sought(column, plain)
    return Digests(now, later[0] if later else None)


_NAME = "legal_desk_party.name"
_KINDS = {
    PartyKind.PHONE: ("reporter.phone", normal.phone, MaskKind.PHONE),
    PartyKind.IDENTITY_NO: ("reporter.identity_no", normal.identity_number, MaskKind.ID),
    PartyKind.NAME: (_NAME, normal.plain_name, MaskKind.NAME),
    PartyKind.COMPANY: (_NAME, normal.plain_name, MaskKind.NAME),
}
