"""Announcing a file and saying that it is there; between the two its bytes come by `core.attachments.receive`."""

import re
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.attachments import errors
from core.attachments.content import (
    ACCEPTED_EXTENSIONS,
    CONTENT_TYPE_REFUSED,
    ContentType,
    agreed,
    named,
)
from core.attachments.inputs import CompleteAttachment, CreateAttachmentUpload, Upload
from core.attachments.model import attachment
from core.attachments.token import new_token, token_index
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import NotAllowed, NotFound, Refused
from core.ids import new_id

TOKEN_LASTS = timedelta(minutes=15)

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_OWN = (
    select(attachment)
    .where(
        attachment.c.id == bindparam("id", type_=Uuid(as_uuid=True)),
        attachment.c.by == bindparam("by", type_=Uuid(as_uuid=True)),
    )
    .with_for_update()  # against the sweep
)
_COMPLETE = (
    update(attachment)
    .where(attachment.c.id == bindparam("of", type_=Uuid(as_uuid=True)))
    .values(state="COMPLETE", content_type=bindparam("type"), completed_at=bindparam("now"))
)


async def create_attachment_upload(uow: UnitOfWork, actor: Viewer, input: CreateAttachmentUpload) -> Upload:
    """Announce a file. Refused with CONTENT_TYPE_REFUSED, KIND_MISMATCH or ATTACHMENT_SIZE before a byte is sent."""
    _permit(actor)
    declared = _checked(input)
    row_id = new_id()
    upload = Upload(row_id, new_token(row_id), uow.now + TOKEN_LASTS)
    row = {
        "id": row_id, "case_id": None, "state": "AWAITING_UPLOAD", "kind": input.kind.value, "size": input.size,
        "declared_type": declared.media_type, "token_index": token_index(uow.services.indexes, upload.token),
        "token_until": upload.expires_at, "by": actor.id, "at": uow.now,
    }  # fmt: skip
    await uow.insert(attachment, [row])
    return upload


async def complete_attachment(uow: UnitOfWork, actor: Viewer, input: CompleteAttachment) -> UUID:
    """Compare digest and size with what arrived, and the content with its declaration; the attachment's id.

    Only the account that announced the file completes it; doing so again changes nothing. What is refused with
    CONTENT_TYPE_REFUSED, CONTENT_TYPE_MISMATCH or UPLOAD_DAMAGED stays until the sweep takes it.
    """
    _permit(actor)
    row = await uow.fetch_one(_OWN, id=input.attachment_id, by=actor.id)
    if row is None:
        raise NotFound(field=("input", "attachmentId"))
    if row["state"] == "AWAITING_UPLOAD":
        raise Refused(errors.UPLOAD_MISSING, field=("input", "attachmentId"))
    _compare(input, row)
    type_ = agreed(named(row["content_type"] or ""), row["declared_type"])
    if row["state"] != "COMPLETE":
        await uow.execute(_COMPLETE, of=row["id"], type=type_.media_type, now=uow.now)
    return input.attachment_id


def _permit(actor: Viewer) -> None:
    if not actor.may(Operation.ATTACHMENT_WRITE):
        raise NotAllowed(Operation.ATTACHMENT_WRITE)


def _checked(input: CreateAttachmentUpload) -> ContentType:
    declared = named(input.declared_type)
    if declared is None:
        raise Refused(CONTENT_TYPE_REFUSED, field=("input", "declaredType"), accepted=ACCEPTED_EXTENSIONS)
    if declared.kind is not input.kind:
        raise Refused(
            errors.KIND_MISMATCH, field=("input", "kind"), declared=declared.media_type, belongs=declared.kind
        )
    if not 1 <= input.size <= declared.limit:
        raise Refused(errors.ATTACHMENT_SIZE, field=("input", "size"), limit=declared.limit)
    return declared


def _compare(input: CompleteAttachment, row: Row) -> None:
    if _SHA256.fullmatch(input.sha256) is None:
        raise Refused(errors.BAD_SHA256, field=("input", "sha256"))
    if input.size != row["size"] or not compare_digest(bytes.fromhex(input.sha256), row["sha256"]):
        raise Refused(errors.UPLOAD_DAMAGED, field=("input", "sha256"))
