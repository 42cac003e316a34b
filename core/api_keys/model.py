"""API keys: for systems that cannot sign with a key of their own."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from core.db.base import HIDDEN, instant, metadata, row_id

api_key = Table(
    "api_key",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True, comment="hk_ and the part of the key that is no secret"),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), nullable=False, index=True),
    Column(
        "digest", LargeBinary, nullable=False, comment="SHA-256 of the secret part: 32 random bytes need no slow hash"
    ),
    Column("sources", ARRAY(Text), comment="the networks it is accepted from; null for any"),
    Column("queues", ARRAY(Text), comment="the work queues it opens; null for those of its account"),
    instant("made_at", nullable=False),
    instant("expires_at", nullable=False),
    instant("revoked_at"),
    info=HIDDEN,
)
