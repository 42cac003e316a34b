"""Writing down that somebody saw something: into the log, in a transaction that ends before it is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from core.audit.model import access_event
from core.db.uow import UnitOfWork
from core.events.model import outbox
from core.ids import new_id

REPORTER: Final = "reporter"
"""Who looks by the access code of a case: no account."""
_NO_NOTE = {"note_sealed": None, "note_mask": None}


class Act(StrEnum):
    """What was done."""

    READ = "READ"
    REVEAL = "REVEAL"
    DOWNLOAD = "DOWNLOAD"
    BREAK_GLASS = "BREAK_GLASS"
    EXPORT = "EXPORT"
    ACCESS_CODE = "ACCESS_CODE"
    APPROVE = "APPROVE"
    """Of an export: `seen` names it, `approved` is the digest of what was approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """`seen` are rows by logical column (`reporter.phone`). `purpose` is a code, `note` the columns of the sealed `note`.

    `actors` are accounts, or REPORTER, whose `source` is a keyed digest of the address.
    """

    act: Act
    actors: Collection[UUID | str]
    seen: Mapping[str, Collection[UUID]]
    case_id: UUID | None = None
    purpose: str | None = None
    note: Mapping[str, object] | None = None
    approved: bytes | None = None
    source: bytes | None = None
    id: UUID = field(default_factory=new_id)


async def recorded(uow: UnitOfWork, accesses: Sequence[Access]) -> None:
    """Enter them in the log. Commit before anything of it is shown."""
    rows = [
        {
            "id": one.id, "act": one.act.value, "actors": sorted(map(str, one.actors)), "case_id": one.case_id,
            "seen": {column: sorted(map(str, ids)) for column, ids in sorted(one.seen.items())},
            "purpose": one.purpose, "approved": one.approved, "source": one.source, "occurred_at": uow.now,
            **(one.note or _NO_NOTE),
        }
        for one in accesses
    ]  # fmt: skip
    await uow.insert(access_event, rows)
    await uow.insert(outbox, [{"event_id": row["id"], "queues": []} for row in rows])
    uow.recorded = True
