"""Every change as an event, the outbox that refers to it, and the log that gives it a position."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

from core.db.base import instant, metadata, row_id

case_event = Table(
    "case_event",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False),
    Column("case_version", Integer, nullable=False),
    Column("seq", SmallInteger, nullable=False, comment="order within one version"),
    Column("type", Text, nullable=False, comment="the verb, or what a timer did"),
    Column("assignment_id", UUID(as_uuid=True)),
    Column("actor", Text, nullable=False, comment="account id, or system"),
    Column("secrecy", SmallInteger, nullable=False),
    Column("body", JSONB, nullable=False, comment="ids, codes and field names only; never personal data or free text"),
    instant("occurred_at", nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("case_id", "case_version", "seq"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True, cache=1), primary_key=True),
    Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
    Column("queues", ARRAY(Text), nullable=False),
)

sequencer = Table(
    "sequencer",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last_pos", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
)

event_log = Table(
    "event_log",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("chain", LargeBinary, nullable=False, comment="SHA-256 over the previous link, the position and the event"),
)

Index("uq_event_log_event_id", event_log.c.event_id, unique=True)

idempotency = Table(
    "idempotency",
    metadata,
    Column("principal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False, comment="of the operation field and its input"),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("object_id", UUID(as_uuid=True), nullable=False),
    Column("version", Integer, nullable=False),
    instant("created_at", nullable=False),
)
