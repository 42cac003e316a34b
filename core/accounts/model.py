"""Tables of principals: people and services, the grants they hold, and sessions that were ended."""

from sqlalchemy import Boolean, Column, ForeignKey, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.base import HIDDEN, LOCKED, READ_ONLY, instant, metadata, row_id

account = Table(
    "account",
    metadata,
    row_id(),
    Column("subject", Text, nullable=False, unique=True, comment="the token's `sub`, with its issuer's prefix"),
    Column("kind", Text, nullable=False, comment="PERSON or SERVICE"),
    Column("name", Text, nullable=False, comment="the name colleagues see"),
    Column("active", Boolean, nullable=False),
    info=LOCKED,
)

role_grant = Table(
    "role_grant",
    metadata,
    row_id(),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("unit_path", Text(collation="C"), nullable=False, comment="root of the unit subtree the grant covers"),
    Column("district_path", Text(collation="C"), nullable=False, comment="root of the places the grant covers"),
    Column("clearance", SmallInteger, nullable=False, comment="highest secrecy level, 0 to 3"),
    instant("valid_from", nullable=False),
    instant("valid_to"),
    info=READ_ONLY,
)

session_revocation = Table(
    "session_revocation",
    metadata,
    row_id(),
    Column("subject", Text, nullable=False, index=True, comment="whose sessions"),
    Column("session", Text, comment="the `jti` or `sid` of a token, or an API key; null for every token until then"),
    instant("ended_at", nullable=False),
    instant("until", nullable=False),
    info=HIDDEN,
)
"""Kept until whatever it ends has ended by itself: `until` is the first instant at which it may go."""
