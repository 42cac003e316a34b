"""The assignment (承办任务), one per unit and round, and what the unit does with it."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from core.db.base import PERSONAL, instant, metadata, row_id, sealed, words

assignment = Table(
    "assignment",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False),
    Column("unit_path", Text(collation="C"), nullable=False),
    Column("role", Text, nullable=False, comment="LEAD, CO_HANDLER or PARALLEL"),
    Column("round", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("parent_id", UUID(as_uuid=True), ForeignKey("assignment.id")),
    Column("dispatcher_path", Text(collation="C"), nullable=False, comment="the level that dispatched, hence decides"),
    Column("dispatched_by", UUID(as_uuid=True), nullable=False),
    instant("dispatched_at", nullable=False),
    Column(
        "proposal",
        JSONB,
        nullable=False,
        comment="why this unit: the catalogue's trace, in ids and codes",
        info=PERSONAL,
    ),
    *words("reason"),
    *words("basis"),
    instant("accepted_at"),
    Column("deemed_accepted", Boolean, nullable=False),
    instant("contacted_at"),
    instant("submitted_at"),
    instant("ended_at"),
    Column("submitted_by", UUID(as_uuid=True)),
    Column("extensions", SmallInteger, nullable=False),
    Column("extended_days", SmallInteger, nullable=False),
    Column("review_on", Date, comment="when a shelved assignment is looked at again"),
    instant("due_at"),
)

Index("ix_assignment_unit_dispatched", assignment.c.unit_path, assignment.c.dispatched_at, assignment.c.id)
Index("ix_assignment_unit_due", assignment.c.unit_path, assignment.c.due_at, assignment.c.id)
Index("ix_assignment_unit_state_due", assignment.c.unit_path, assignment.c.state, assignment.c.due_at, assignment.c.id)

return_request = Table(
    "return_request",
    metadata,
    row_id(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False, comment="code of the set return_reason"),
    *words("explanation"),
    *words("basis"),
    Column("suggested_unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    Column("decision", Text),
    *words("decision_reason"),
    Column("decided_by", UUID(as_uuid=True)),
    instant("decided_at"),
)

contact = Table(
    "contact",
    metadata,
    row_id(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, index=True),
    Column("method", Text, nullable=False, comment="PHONE, ON_SITE, WRITTEN"),
    Column("outcome", Text, nullable=False, comment="REACHED, NO_ANSWER, REFUSED, WRONG_NUMBER"),
    *sealed("note"),
    Column("evidence", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
)

extension_request = Table(
    "extension_request",
    metadata,
    row_id(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, index=True),
    Column("days", SmallInteger, nullable=False, comment="working days asked for"),
    Column("reason", Text, nullable=False),
    *words("explanation"),
    instant("citizen_told_at", nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    Column("decision", Text),
    *words("decision_reason"),
    Column("decided_by", UUID(as_uuid=True)),
    instant("decided_at"),
)

feedback = Table(
    "feedback",
    metadata,
    row_id(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, index=True),
    Column("facts_true", Boolean, nullable=False),
    Column("within_remit", Boolean, nullable=False),
    Column("resolved", Boolean, nullable=False),
    *words("unresolved_reason"),
    *sealed("actions_taken"),
    *sealed("public_reply"),
    Column("attachments", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    Column("decision", Text, comment="APPROVED or SENT_BACK"),
    *words("decision_reason"),
    Column("decided_by", UUID(as_uuid=True)),
    instant("decided_at"),
)

commitment = Table(
    "commitment",
    metadata,
    row_id(),
    Column("assignment_id", UUID(as_uuid=True), ForeignKey("assignment.id"), nullable=False, index=True),
    *words("text"),
    instant("due_at", nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    instant("fulfilled_at"),
    Column("outcome", Text, comment="KEPT, KEPT_LATE or NOT_KEPT"),
)
