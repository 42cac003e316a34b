"""The dispatch catalogue (派单目录): which unit is responsible for what, where, and by what law."""

from sqlalchemy import Column, Date, ForeignKey, Index, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.base import instant, metadata, row_id

catalogue_entry = Table(
    "catalogue_entry",
    metadata,
    row_id(),
    Column("category", Text, ForeignKey("category.code"), nullable=False),
    Column("district", Text, ForeignKey("district.code"), nullable=False),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("basis_title", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="the last day it applies"),
    Column("adjudication_id", UUID(as_uuid=True), comment="the ruling that made it a precedent"),
    Column("source", Text, nullable=False),
    instant("created_at", nullable=False),
)

Index("ix_catalogue_entry_category_district", catalogue_entry.c.category, catalogue_entry.c.district)
