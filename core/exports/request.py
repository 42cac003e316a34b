"""requestExport, approveExport and refuseExport: who may take what out of the system, and on whose word besides."""

import os
from base64 import b64decode
from binascii import Error as NoBase64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.load import load_viewer
from core.access.operations import Operation
from core.access.step_up import require_step_up
from core.access.viewer import Viewer
from core.accounts.model import account
from core.cases import check
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import NotAllowed, NotFound, Refused
from core.exports import errors
from core.exports.approval import logged
from core.exports.columns import ExportColumn
from core.exports.envelope import usable
from core.exports.mark import MARK_BYTES
from core.exports.model import export
from core.exports.rows import Extent, Filter, extent, ids, reached
from core.ids import new_id

PURPOSE: Final = "export_purpose"
LARGE: Final = 1_000
"""Cases in a day from which on somebody else must approve (and always when one of them is PRIVACY)."""
DAY: Final = timedelta(days=1)
MOST: Final = 50_000
"""Cases of one export."""


class ExportState(StrEnum):
    """How far an export has come."""

    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    MADE = "MADE"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExport:
    """`purpose` is a code of `export_purpose`; `public_key` is the X25519 key of who will open the file, in base64."""

    columns: tuple[ExportColumn, ...]
    purpose: str
    public_key: str = field(repr=False)
    filter: Filter = field(default_factory=Filter)


_EXPORT = select(export).where(export.c.id == bindparam("of", type_=Uuid(as_uuid=True))).with_for_update()
_SUBJECT = select(account.c.subject).where(account.c.id == bindparam("of", type_=Uuid(as_uuid=True)))
_REQUESTER = (
    select(account.c.id)
    .where(account.c.id == bindparam("of", type_=Uuid(as_uuid=True)))
    .with_for_update(key_share=True)  # two requests at once would each not know of the other
)
_ALONE = select(func.coalesce(func.sum(export.c.rows), literal_column("0"))).where(
    export.c.requested_by == bindparam("of", type_=Uuid(as_uuid=True)),
    export.c.approval.is_(False),
    export.c.requested_at > bindparam("since", type_=TIMESTAMP(timezone=True)),
)


def must_be_approved(found: Extent, before: int) -> bool:
    """Whether the requester's own word is not enough; `before` are the cases it was enough for in the last day."""
    return found.rows + before >= LARGE or found.secrecy > 0


async def request_export(uow: UnitOfWork, actor: Viewer, input: RequestExport) -> UUID:
    """Ask for an export; it is made at once unless somebody must approve it.

    Raises NotAllowed, STEP_UP_REQUIRED, REQUIRED, UNKNOWN_CODE, EXPORT_KEY_INVALID, EXPORT_EMPTY and EXPORT_TOO_LARGE.
    """
    if not actor.may(Operation.EXPORT_REQUEST):
        raise NotAllowed(Operation.EXPORT_REQUEST)
    require_step_up(actor)
    if not input.columns:
        raise Refused(check.REQUIRED, field=("input", "columns"))
    await check.known_code(uow, PURPOSE, input.purpose, "purpose")
    public_key = _key(input.public_key)
    found = await extent(uow, actor, input.filter)
    if found.rows == 0:
        raise Refused(errors.EXPORT_EMPTY, field=("input", "filter"))
    if found.rows > MOST:
        raise Refused(errors.EXPORT_TOO_LARGE, field=("input", "filter"), limit=MOST)
    approval = must_be_approved(found, await _taken_alone(uow, actor))
    row = _row(actor, input, public_key, found, uow.now, approval=approval)
    await uow.insert(export, [row])
    id_: UUID = row["id"]
    return id_


async def _taken_alone(uow: UnitOfWork, actor: Viewer) -> int:
    """Cases that nobody else's word was asked for lately: a thousand in pieces are a thousand."""
    await uow.fetch(_REQUESTER, of=actor.id)
    return int(await uow.fetch_value(_ALONE, of=actor.id, since=uow.now - DAY))


def _row(
    actor: Viewer, input: RequestExport, public_key: bytes, found: Extent, now: datetime, *, approval: bool
) -> dict[str, Any]:
    return {
        "id": new_id(), "requested_by": actor.id, "requested_at": now,
        "purpose": input.purpose, "filter": input.filter.kept(),
        "columns": list(dict.fromkeys(one.value for one in input.columns)), "public_key": public_key,
        "state": ExportState.AWAITING_APPROVAL.value if approval else ExportState.APPROVED.value,
        "rows": found.rows, "secrecy": found.secrecy, "approval": approval, "mark": os.urandom(MARK_BYTES),
    }  # fmt: skip


def _key(text: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except (NoBase64, ValueError):
        key = b""
    if not usable(key):
        raise Refused(errors.EXPORT_KEY_INVALID, field=("input", "publicKey"))
    return key


async def approve_export(uow: UnitOfWork, actor: Viewer, export_id: UUID) -> UUID:
    """Let it be made. Whoever approves must reach, by `export.approve`, every case that is in it now.

    Raises NotAllowed, NotFound, EXPORT_DECIDED, EXPORT_NEEDS_ANOTHER, STEP_UP_REQUIRED and EXPORT_BEYOND_REACH.
    """
    row = await _undecided(uow, actor, export_id)
    subject = await uow.fetch_value(_SUBJECT, of=row["requested_by"])
    requester = await load_viewer(uow, subject, actor.matrix, uow.now)
    found = await ids(uow, requester, Filter.of(row["filter"])) if requester else []
    if await reached(uow, actor, found, Operation.EXPORT_APPROVE, personal=False) < len(found):
        raise Refused(errors.EXPORT_BEYOND_REACH)
    return await _decided(uow, actor, row, ExportState.APPROVED, await logged(uow, actor, row))


async def refuse_export(uow: UnitOfWork, actor: Viewer, export_id: UUID) -> UUID:
    """Let it not be made. Raises as `approve_export` does, but for reach."""
    row = await _undecided(uow, actor, export_id)
    return await _decided(uow, actor, row, ExportState.REFUSED)


async def _undecided(uow: UnitOfWork, actor: Viewer, export_id: UUID) -> Row:
    if not actor.may(Operation.EXPORT_APPROVE):
        raise NotAllowed(Operation.EXPORT_APPROVE)
    row = await uow.fetch_one(_EXPORT, of=export_id)
    if row is None:
        raise NotFound(field=("input", "exportId"))
    if row["state"] != ExportState.AWAITING_APPROVAL:
        raise Refused(errors.EXPORT_DECIDED)
    if row["requested_by"] == actor.id:
        raise Refused(errors.EXPORT_NEEDS_ANOTHER)
    require_step_up(actor)
    return row


async def _decided(
    uow: UnitOfWork, actor: Viewer, row: Row, state: ExportState, approved_in: UUID | None = None
) -> UUID:
    columns = {"state": state.value, "decided_by": actor.id, "decided_at": uow.now, "approved_in": approved_in}
    id_: UUID = row["id"]
    await uow.change(export, id_, columns)
    return id_
