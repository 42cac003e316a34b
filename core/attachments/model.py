"""Attachments (voice, image, video, document): the row comes first, the bytes follow by a one-time address."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.base import PERSONAL, instant, metadata, row_id

attachment = Table(
    "attachment",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), index=True),
    Column("state", Text, nullable=False, comment="AWAITING_UPLOAD, UPLOADED, COMPLETE or PURGED"),
    Column("kind", Text, nullable=False, comment="VOICE, IMAGE, VIDEO or DOCUMENT"),
    Column("declared_type", Text, nullable=False),
    Column("content_type", Text),
    Column("size", BigInteger),
    Column("sha256", LargeBinary, info=PERSONAL),
    Column("storage_key", Text, info=PERSONAL),
    Column("format", SmallInteger, nullable=False, server_default="0", comment="0 as it came, 1 sealed"),
    Column(
        "own_key", LargeBinary, info=PERSONAL, comment="what seals its key until it is a case's; wrapped like a case's"
    ),
    Column("key_sealed", LargeBinary, comment="the key of its bytes, by its own_key or its case's key"),
    Column("token_index", LargeBinary, comment="hash of the one-time upload token; removed when used"),
    instant("token_until"),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    instant("completed_at"),
)
