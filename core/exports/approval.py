"""What an approval was given to: its digest stands in the log, and no file is made of anything else."""

from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.viewer import Viewer
from core.audit.model import access_event
from core.audit.record import Access, Act, recorded
from core.db.read import Read, Row
from core.db.uow import UnitOfWork
from core.events.canonical import in_json
from core.ids import new_id

_BOUND: Final = ("id", "requested_by", "requested_at", "purpose", "filter", "columns", "rows", "secrecy", "public_key")
_KEPT = select(access_event.c.approved).where(access_event.c.id == bindparam("of", type_=Uuid(as_uuid=True)))


def digest(row: Row) -> bytes:
    """The SHA-256 of who asks, when, for which cases and columns, why, how many, and to which key; of a row of `export`."""
    return sha256(in_json(row, _BOUND)).digest()


async def logged(uow: UnitOfWork, actor: Viewer, row: Row) -> UUID:
    """Enter the approval in the log; the event's id."""
    event = new_id()
    seen = {"export.filter": (row["id"],)}
    access = Access(
        act=Act.APPROVE, actors=(actor.id,), seen=seen, purpose=row["purpose"], approved=digest(row), id=event
    )
    await recorded(uow, (access,))
    return event


async def unaltered(read: Read, row: Row) -> bool:
    """Whether the export is the one that was approved; the reader must be let to the log."""
    kept = await read.fetch_value(_KEPT, of=row["approved_in"])
    return bool(kept == digest(row))
