"""Attachments: voice, image, video and document."""

from datetime import datetime
from uuid import UUID

from core.access.columns import columns_through_case
from core.attachments.content import ContentKind
from core.attachments.model import attachment
from schema.attachments import kinds  # noqa: F401 - registers the enum the field names
from schema.data import fields as data
from schema.relay.ids import encode
from schema.relay.node import Node


def fingerprint(sha256: bytes | None) -> str | None:
    """As people compare it."""
    return sha256.hex() if sha256 else None


def path(key: UUID) -> str:
    """On this very server; the row filter decides there again."""
    return f"/attachments/{encode('attachment', key)}"


@data.type(
    attachment,
    code="attachment",
    allow="attachment.read",
    visible=data.Scoped(columns_through_case(attachment.c.case_id)),
    description="A file that belongs to a case; its bytes come from /attachments/<id>.\n附件",
)
class Attachment(Node):
    """Size, type and hash were checked when it was completed."""

    kind: ContentKind = data.enum(attachment.c.kind, ContentKind, description="What it is to its reader.\n附件类型")
    state: str = data.column(attachment.c.state, description="AWAITING_UPLOAD, UPLOADED or COMPLETE.\n上传状态")
    content_type: str | None = data.column(attachment.c.content_type, description="Type by content.\n内容类型")
    size: int | None = data.column(attachment.c.size, description="Bytes.\n字节数")
    sha256: str | None = data.computed(
        fingerprint, needs=(attachment.c.sha256,), description="SHA-256 of the bytes, in hexadecimal.\n文件哈希"
    )
    path: str = data.computed(
        path, needs=(attachment.c.id,), description="Where to GET the bytes, with the same token.\n下载路径"
    )
    at: datetime = data.column(attachment.c.at, description="When it was announced.\n创建时间")
    completed_at: datetime | None = data.column(
        attachment.c.completed_at, description="When it was complete.\n完成时间"
    )
