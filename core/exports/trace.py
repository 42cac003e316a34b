"""For whom a leaked file was made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from core.accounts.model import account
from core.db.read import Read
from core.exports.mark import in_order, marks_in
from core.exports.model import export
from core.ids import is_case_number

FEWEST: Final = 12
"""Case numbers below which an order says too little; of so many, chance gives it to one in a hundred thousand."""
ALIKE: Final = 0.9
_NUMBER = re.compile(r"TA[0-9]{15}")
_EXPORTS = select(export.c.id, export.c.mark, account.c.subject, account.c.name).join(
    account, account.c.id == export.c.requested_by
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """An export the text may come from, whose it is, and what says so."""

    export_id: UUID
    subject: str
    name: str
    why: str


async def suspects(read: Read, text: str) -> list[Suspect]:
    """By the unseen signs in it, else by the order of its case numbers."""
    marks, numbers = marks_in(text), list(dict.fromkeys(filter(is_case_number, _NUMBER.findall(text))))
    found = []
    for row in await read.fetch(_EXPORTS):
        why = _why(row["mark"], marks, numbers)
        if why is not None:
            found.append(Suspect(row["id"], row["subject"], row["name"], why))
    return found


def _why(mark: bytes, marks: set[bytes], numbers: Sequence[str]) -> str | None:
    if mark in marks:
        return "its signs stand in the text"
    share = in_order(mark, numbers) if len(numbers) >= FEWEST else 0.0
    return f"{share:.0%} of {len(numbers)} cases stand in its order" if share >= ALIKE else None
