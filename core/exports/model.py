"""Exports: who asked for what, who approved it, and where the encrypted file lies until it expires."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.db.base import instant, metadata, row_id

export = Table(
    "export",
    metadata,
    row_id(),
    Column("requested_by", UUID(as_uuid=True), ForeignKey("account.id"), nullable=False),
    instant("requested_at", nullable=False),
    Column("purpose", Text, nullable=False, comment="a code of export_purpose"),
    Column("filter", JSONB, nullable=False, comment="kinds, states, district, since, before"),
    Column("columns", ARRAY(Text), nullable=False),
    Column(
        "public_key", LargeBinary, nullable=False, comment="the requester's X25519 key: only they can open the file"
    ),
    Column("state", Text, nullable=False, comment="AWAITING_APPROVAL, APPROVED, REFUSED, MADE or EXPIRED"),
    Column("rows", Integer, nullable=False, comment="when it was asked for; as soon as it is made, in it"),
    Column("secrecy", SmallInteger, nullable=False, comment="the highest of them, 0 or 1"),
    Column("approval", Boolean, nullable=False, comment="whether somebody else must approve it"),
    Column("decided_by", UUID(as_uuid=True), ForeignKey("account.id")),
    instant("decided_at"),
    Column(
        "approved_in", UUID(as_uuid=True), comment="the event of the log that holds the digest of what was approved"
    ),
    instant("made_at"),
    instant("until"),
    Column("storage_key", Text),
    Column("size", Integer),
    Column("mark", LargeBinary, nullable=False, comment="eight random bytes: the recipient's watermark"),
    Column("shown", JSONB, comment="operation: ids of the cases for which it opened what is in the file"),
)

Index("ix_export_requested", export.c.requested_at, export.c.id)
