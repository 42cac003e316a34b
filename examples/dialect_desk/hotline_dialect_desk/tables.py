"""The one table of dialect_desk."""

from sqlalchemy import Column, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.api import instant, metadata, row_id

request = Table(
    "dialect_desk_request",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, unique=True),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False, comment="WAITING, TAKEN or HEARD"),
    Column("asked_by", UUID(as_uuid=True), nullable=False),
    instant("asked_at", nullable=False),
    Column("taken_by", UUID(as_uuid=True)),
    instant("taken_at"),
    instant("heard_at"),
)
