"""Legal holds, how far a run of the retention clocks has got, and what became of each night."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from core.db.base import HIDDEN, instant, metadata, row_id, sealed

legal_hold = Table(
    "legal_hold",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    *sealed("reason"),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    instant("until"),
    Column("lifted_by", UUID(as_uuid=True)),
    instant("lifted_at"),
)
"""While one is in force the case is neither anonymised nor deleted."""

retention_run = Table(
    "retention_run",
    metadata,
    row_id(),
    Column("clock", Text, nullable=False, comment="CLOSE, ANONYMISE or DELETE"),
    instant("begun_at", nullable=False),
    Column("cursor", UUID(as_uuid=True), nullable=False, comment="every case up to it has been looked at"),
    Column("done", Integer, nullable=False),
    Column("kept", Integer, nullable=False, comment="not deleted, because something still refers to the case"),
    instant("ended_at"),
    info=HIDDEN,
)

Index("uq_retention_run_open", retention_run.c.clock, unique=True, postgresql_where=retention_run.c.ended_at.is_(None))

retention_night = Table(
    "retention_night",
    metadata,
    Column("day", Date, primary_key=True, comment="the local day that begins with the night"),
    Column("mode", Text, nullable=False, comment="DRY or ON"),
    instant("begun_at", nullable=False),
    instant("lease_until", nullable=False),
    instant("ended_at"),
    Column("told", JSONB, comment="of each clock: cases due, held, done, kept"),
    info=HIDDEN,
)
"""Whoever enters a night works it; one whose lease is over, and that is not ended, is taken over."""
