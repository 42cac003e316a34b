"""Every change as an event, the outbox that refers to it, the log that gives it a position, and the queues out of it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

from core.db.base import HIDDEN, NAMES_CASE, PERSONAL, READ_ONLY, instant, metadata, row_id

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
    Column(
        "traceparent", Text, comment="the trace of the request that made it, as the W3C writes one; not in the chain"
    ),
    UniqueConstraint("case_id", "case_version", "seq"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True, cache=1), primary_key=True),
    Column("event_id", UUID(as_uuid=True), nullable=False, unique=True, info=HIDDEN),
    Column("queues", ARRAY(Text), nullable=False, info=HIDDEN),
)

sequencer = Table(
    "sequencer",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last_pos", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False, info=HIDDEN),
    info=READ_ONLY,
)

event_log = Table(
    "event_log",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("chain", LargeBinary, nullable=False, comment="SHA-256 over the previous link, the position and the event"),
    postgresql_partition_by="RANGE (pos)",
    info=READ_ONLY,
)
"""Partitions of a million positions each, made by `core.events.partitions`."""

Index("ix_event_log_event_id", event_log.c.event_id)

log_anchor = Table(
    "log_anchor",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False, comment="the last position that was dropped"),
    Column("chain", LargeBinary, nullable=False, comment="the link of that position: what follows goes on from it"),
    instant("recorded_at", nullable=False, info=HIDDEN),
    instant("at", nullable=False, info=HIDDEN),
    info=READ_ONLY,
)
"""Where old partitions of the log were cut off; `recorded_at` is the latest instant an event before the cut was written."""

work_queue = Table(
    "work_queue",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True, comment="unit:<code of the unit>, or <plug-in>:<name>"),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), unique=True),
    Column("title", Text, nullable=False),
    Column("warn_seconds", Integer, nullable=False, comment="a consumer this far behind is warned of"),
    Column("page_seconds", Integer, nullable=False, comment="and this far, the duty desk is called"),
    Column("warn_rows", Integer, comment="and this many entries behind; null asks for no number"),
    Column("page_rows", Integer, comment="and this many"),
    Column("active", Boolean, nullable=False),
    instant("created_at", nullable=False),
)

queue_state = Table(
    "queue_state",
    metadata,
    Column("queue", Text, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
)
"""The last position of each queue, and its link; whoever appends holds the row."""

queue_entry = Table(
    "queue_entry",
    metadata,
    Column("queue", Text, nullable=False),
    Column("qpos", BigInteger, nullable=False, comment="1, 2, 3 … within the queue"),
    Column("pos", BigInteger, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("chain", LargeBinary, nullable=False, comment="SHA-256 over the queue's link before, qpos and the event"),
    Column("digest", LargeBinary, comment="the event's, for who may not read it; null of what was queued before 0018"),
    PrimaryKeyConstraint("queue", "qpos"),
)

queue_ack = Table(
    "queue_ack",
    metadata,
    Column("queue", Text, nullable=False),
    Column("consumer", Text, nullable=False),
    Column("acked", BigInteger, nullable=False, comment="everything up to it is done"),
    instant("at", nullable=False),
    PrimaryKeyConstraint("queue", "consumer"),
)

queue_delivery = Table(
    "queue_delivery",
    metadata,
    Column("queue", Text, nullable=False),
    Column("consumer", Text, nullable=False),
    Column(
        "event_id",
        UUID(as_uuid=True),
        nullable=False,
        comment="of the first entry that it was handed when it last came",
    ),
    Column("deliveries", Integer, nullable=False, comment="how many times running"),
    Column("acked", BigInteger, nullable=False, comment="how far it had acknowledged all the while"),
    Column("parked", Integer, nullable=False, comment="entries parked for it all the while"),
    instant("at", nullable=False),
    PrimaryKeyConstraint("queue", "consumer"),
)
"""Of each consumer that came back without having acknowledged anything."""

queue_parked = Table(
    "queue_parked",
    metadata,
    Column("queue", Text, nullable=False),
    Column("qpos", BigInteger, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("case_id", UUID(as_uuid=True), nullable=False, info=NAMES_CASE),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False, info=PERSONAL),
    Column("state", Text, nullable=False, comment="FAILED, DELAYED, PARKED, or MOVED to a later place since"),
    instant("at", nullable=False),
    Column("retry_at", TIMESTAMP(timezone=True), comment="of what is DELAYED: when its consumer wants it again"),
    PrimaryKeyConstraint("queue", "qpos"),
)

Index("ix_queue_parked_case", queue_parked.c.queue, queue_parked.c.case_id, queue_parked.c.qpos)
Index(
    "ix_queue_parked_here",
    queue_parked.c.queue,
    queue_parked.c.case_id,
    queue_parked.c.qpos,
    postgresql_where=queue_parked.c.state != literal_column("'MOVED'::text"),
)
"""What fails or waits is little; beside it stands all that was ever moved, until the log is cut off."""
Index("ix_queue_parked_retry", queue_parked.c.retry_at, postgresql_where=queue_parked.c.retry_at.is_not(None))

queue_alarm = Table(
    "queue_alarm",
    metadata,
    row_id(),
    Column("queue", Text, nullable=False),
    Column("consumer", Text, nullable=False, comment="empty while nobody has ever acknowledged"),
    Column("level", Text, nullable=False, comment="WARN or PAGE"),
    Column("rows", BigInteger, nullable=False, comment="how far behind when it was raised"),
    Column("seconds", Integer, nullable=False),
    instant("raised_at", nullable=False),
    instant("cleared_at"),
    info=READ_ONLY,
)
"""A consumer fell behind: a task of the duty desk until it has caught up."""

Index(
    "uq_queue_alarm_open",
    queue_alarm.c.queue,
    queue_alarm.c.consumer,
    queue_alarm.c.level,
    unique=True,
    postgresql_where=queue_alarm.c.cleared_at.is_(None),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("principal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False, comment="of the operation field and its input"),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("object_id", UUID(as_uuid=True), nullable=False),
    Column("version", Integer, nullable=False),
    instant("created_at", nullable=False, info=HIDDEN),
)
