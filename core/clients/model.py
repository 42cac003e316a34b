"""Systems that sign in with a key pair of their own (RFC 7523), and the assertions they have used."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table
from sqlalchemy.dialects.postgresql import JSONB, UUID

from core.db.base import HIDDEN, instant, metadata

service_client = Table(
    "service_client",
    metadata,
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), primary_key=True),
    Column("keys", JSONB, nullable=False, comment="a JWK set of public keys"),
    instant("changed_at", nullable=False),
    info=HIDDEN,
)

used_assertion = Table(
    "used_assertion",
    metadata,
    Column("id", LargeBinary, primary_key=True, comment="SHA-256 of the client and its `jti`"),
    instant("until", nullable=False),
    info=HIDDEN,
)
"""Each is accepted once; `until` it would be accepted again."""
