"""Reads of attachments."""

from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.columns import columns_through_case
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.access.viewer import Viewer
from core.attachments.model import attachment
from core.cases.model import case_file
from core.db.read import Read, Row

LYING = (
    attachment.c.id,
    attachment.c.case_id,
    attachment.c.size,
    attachment.c.storage_key,
    attachment.c.format,
    attachment.c.own_key,
    attachment.c.key_sealed,
    select(case_file.c.case_key).where(case_file.c.id == attachment.c.case_id).scalar_subquery().label("case_key"),
)
"""Where the bytes of a file lie, and what opens them."""

STORED = or_(attachment.c.state == "UPLOADED", attachment.c.state == "COMPLETE")
"""Whether a file's bytes are in the store, all of them."""

_COMPLETE = select(*LYING, attachment.c.content_type).where(
    attachment.c.id == bindparam("of", type_=Uuid(as_uuid=True)), attachment.c.state == "COMPLETE"
)
_OF_CASE = columns_through_case(attachment.c.case_id)


async def readable_attachment(read: Read, viewer: Viewer, attachment_id: UUID) -> Row | None:
    """LYING and the type of a complete attachment whose case the viewer reaches; None for every other."""
    reached = _COMPLETE.where(row_filter(viewer, Operation.ATTACHMENT_READ, _OF_CASE))
    return await read.fetch_one(reached, of=attachment_id)
