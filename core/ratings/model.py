"""Callbacks (回访) and the findings on whether a demand is reasonable."""

from sqlalchemy import Boolean, Column, ForeignKey, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from core.db.base import PERSONAL, instant, metadata, row_id, sealed

callback = Table(
    "callback",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("round", SmallInteger, nullable=False),
    Column("attempt", SmallInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reached", Boolean, nullable=False),
    Column("rated", Boolean, nullable=False, comment="false for NOT_RATED: unreachable, declined or imported"),
    Column("not_rated_reason", Text),
    Column("contacted_by_unit", Boolean),
    Column("resolved", Text, comment="RESOLVED, BASICALLY, UNRESOLVED"),
    Column("result", Text, comment="SATISFIED, BASICALLY, DISSATISFIED"),
    Column("process", Text, comment="SATISFIED, BASICALLY, DISSATISFIED"),
    *sealed("comment"),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
)

finding = Table(
    "finding",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    Column("round", SmallInteger, nullable=False),
    Column("reasonable", Boolean, nullable=False),
    Column("reason", Text, nullable=False, info=PERSONAL),
    Column("materials", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    Column("second_signer", UUID(as_uuid=True)),
    instant("signed_at"),
)
