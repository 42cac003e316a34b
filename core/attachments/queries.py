"""Reads of attachments."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.columns import columns_through_case
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.access.viewer import Viewer
from core.attachments.model import attachment
from core.db.read import Read, Row

_COMPLETE = select(
    attachment.c.id, attachment.c.case_id, attachment.c.content_type, attachment.c.size, attachment.c.storage_key
).where(attachment.c.id == bindparam("of", type_=Uuid(as_uuid=True)), attachment.c.state == "COMPLETE")
_OF_CASE = columns_through_case(attachment.c.case_id)


async def readable_attachment(read: Read, viewer: Viewer, attachment_id: UUID) -> Row | None:
    """Case, type, size and storage key of a complete attachment whose case the viewer reaches; None for every other."""
    reached = _COMPLETE.where(row_filter(viewer, Operation.ATTACHMENT_READ, _OF_CASE))
    return await read.fetch_one(reached, of=attachment_id)
