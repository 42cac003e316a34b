"""Which exports somebody may know of: their own, and for those who decide, everybody's."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Boolean, bindparam, or_, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.db.read import Read, Row
from core.exports.model import export

MOST: Final = 100
_KNOWN = or_(export.c.requested_by == bindparam("by", type_=Uuid(as_uuid=True)), bindparam("decides", type_=Boolean()))
_TOLD = [column for column in export.c if column is not export.c.shown]  # which may name fifty thousand cases
_NEWEST = select(*_TOLD).where(_KNOWN).order_by(export.c.requested_at.desc(), export.c.id.desc()).limit(MOST)
_ONE = select(*_TOLD).where(_KNOWN, export.c.id == bindparam("of", type_=Uuid(as_uuid=True)))


async def exports_of(read: Read, viewer: Viewer) -> Sequence[Row]:
    """The newest, at most 100."""
    return await read.fetch(_NEWEST, by=viewer.id, decides=viewer.may(Operation.EXPORT_APPROVE))


async def export_of(read: Read, viewer: Viewer, export_id: UUID) -> Row | None:
    """One of them."""
    return await read.fetch_one(_ONE, of=export_id, by=viewer.id, decides=viewer.may(Operation.EXPORT_APPROVE))
