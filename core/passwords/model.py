"""Passwords for the day on which no issuer answers, and failed tries."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, UUID

from core.db.base import HIDDEN, instant, metadata

password = Table(
    "password",
    metadata,
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), primary_key=True),
    Column("hash", Text, nullable=False, comment="argon2id, with its parameters"),
    instant("changed_at", nullable=False),
    info=HIDDEN,
)

password_attempt = Table(
    "password_attempt",
    metadata,
    Column("key", LargeBinary, primary_key=True, comment="keyed hash of an account's name, or of a source"),
    Column("tried", ARRAY(TIMESTAMP(timezone=True)), nullable=False, comment="tries that failed or still run"),
    instant("last_at", nullable=False),
    info=HIDDEN,
)
