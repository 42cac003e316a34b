"""Who tried to open which case by its access code, and the index by which an identity number is found."""

from sqlalchemy import Column, Index, LargeBinary, Table
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from core.cases.model import reporter
from core.db.base import HIDDEN, instant, metadata

access_attempt = Table(
    "access_attempt",
    metadata,
    Column("key", LargeBinary, primary_key=True, comment="keyed hash of case number and source"),
    Column("tried", ARRAY(TIMESTAMP(timezone=True)), nullable=False, comment="failed tries of the last hour"),
    instant("last_at", nullable=False),
    info=HIDDEN,
)

Index("ix_access_attempt_last_at", access_attempt.c.last_at)
Index("ix_reporter_identity_no_index", reporter.c.identity_no_index)
