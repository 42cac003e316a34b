"""Crypto-shredding one case before its months have passed: what the retention clocks do to it in the end, done now (Art. 28)."""

from typing import Any, Final

from core.attachments.store import AttachmentStore
from core.db.read import Row
from core.db.uow import unit_of_work
from core.events.consequence import Consequence
from core.retention.acts import anonymise
from core.retention.due import NUMBERED
from core.services import Services

_IN_THE_WAY: Final = {
    "anonymised_at": "its key has been destroyed already",
    "held": "it is under a legal hold; `hotline retention lift` ends that",
    "running": "one of its clocks is still running",
}


class NotShredded(Exception):
    """There is no such case, or it must not be shredded; the message says why."""


async def shred(pool: Any, services: Services, store: AttachmentStore, case_no: str) -> None:
    """Destroy the key of an ended case, and whatever tells of a person; `caseShredded` says so. Raises NotShredded."""
    async with unit_of_work(pool, services) as uow:
        await uow.begin()
        row = await uow.fetch_one(NUMBERED, number=case_no, now=uow.now)
        if row is None:
            raise NotShredded(f"there is no case {case_no}")
        _check(row)
        await anonymise(uow, [row], store, Consequence.CASE_SHREDDED)


def _check(row: Row) -> None:
    if row["ended_at"] is None:
        raise NotShredded(f"{row['case_no']} is {row['state']}; only a case that has ended can be")
    for column, why in _IN_THE_WAY.items():
        if row[column]:
            raise NotShredded(f"{row['case_no']} cannot be: {why}")
