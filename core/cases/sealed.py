"""The sealed fields of a case and what stands beside it, and how they are written."""

from collections.abc import Mapping
from functools import cache
from uuid import UUID

from core.cases import check
from core.cases.inputs.intake import ReporterDetails
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.sealing import normal
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.fields import open_
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
COMPANY = SealedField("reporter", "company", MaskKind.TEXT, normal.plain_name)
"""The enterprise that asks: no person, so that whoever is shown the reporter reads it."""


def columns(
    uow: UnitOfWork, key: CaseKey, field: SealedField, row_id: UUID, value: str | None
) -> dict[str, bytes | str | None]:
    """The columns of one sealed field of one row."""
    return sealed_columns(field, row_id, value, case_key=key, indexes=uow.services.indexes)


def longer_content(uow: UnitOfWork, key: CaseKey, row: Row, added: str) -> dict[str, bytes | str | None]:
    """The columns of a case's content with a further paragraph."""
    kept = row["content_sealed"]
    before = open_(key, CONTENT.ref(row["id"]), kept) if kept else ""
    return columns(uow, key, CONTENT, row["id"], "\n\n".join(filter(None, (before, added))))


def given(details: ReporterDetails) -> list[tuple[SealedField, str]]:
    """The personal fields a caller filled in. Raises Refused for one that is too long."""
    found = ((field, personal(getattr(details, field.name), field.name)) for field in REPORTER)
    return [(field, value) for field, value in found if value is not None]


def personal(value: str | None, name: str) -> str | None:
    """A text about the reporter, at most 200 characters."""
    return check.optional_text(value, "reporter", _spelled(name), limit=200)


@cache
def _spelled(name: str) -> str:
    """As the input spells the field."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def recognised(person: Mapping[str, object]) -> dict[str, object]:
    """How a reporter counts: who gives no name is anonymous, and by telephone or identity number is known again."""
    return {
        "identity_mode": "REAL_NAME" if person["name_mask"] else "ANONYMOUS",
        "repeat_key": person["phone_index"] or person["identity_no_index"],
    }
