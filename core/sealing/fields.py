"""Sealing the text of one column of one row (Art. 28).

The place is `table.column|row id`, with the logical column (`reporter.phone`, not `phone_sealed`), so that a value
keeps opening when the physical column is doubled for a rotation.
"""

from typing import NamedTuple
from uuid import UUID

from core.sealing.envelope import open_bytes, seal_bytes
from core.sealing.keychain import CaseKey


class FieldRef(NamedTuple):
    """Where a sealed text belongs: `table.column` and the row's id."""

    column: str
    row_id: UUID

    @property
    def place(self) -> str:
        """The associated data's first part."""
        return f"{self.column}|{self.row_id}"


def seal(case_key: CaseKey, field: FieldRef, plaintext: str) -> bytes:
    """The sealed text. ValueError, without the text, if it cannot be written in UTF-8 (a lone surrogate)."""
    try:
        plain = plaintext.encode()
    except UnicodeEncodeError:
        # The original error carries the whole text.
        raise ValueError(f"the text for {field.column} holds half a surrogate pair; send well-formed Unicode") from None
    return seal_bytes(case_key.key, field.place, plain)


def open_(case_key: CaseKey, field: FieldRef, sealed: bytes) -> str:
    """The text that was sealed for this very field and row; otherwise SealBroken."""
    return open_bytes(case_key.opening(sealed), field.place, sealed).decode()
