"""Tables of the agencies, governments, departments and enterprises that handle cases."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from core.db.base import READ_ONLY, metadata, row_id, sealed

unit = Table(
    "unit",
    metadata,
    row_id(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("district", Text, ForeignKey("district.code"), nullable=False),
    Column("parent_id", UUID(as_uuid=True), ForeignKey("unit.id")),
    Column("path", Text(collation="C"), nullable=False, unique=True, comment="/ta/370902/370902001"),
    Column("capabilities", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    info=READ_ONLY,
)

liaison_officer = Table(
    "liaison_officer",
    metadata,
    row_id(),
    Column("unit_id", UUID(as_uuid=True), ForeignKey("unit.id"), nullable=False, index=True),
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id")),
    *sealed("name"),
    *sealed("phone"),
    Column("active", Boolean, nullable=False),
    info=READ_ONLY,
)

Index("ix_unit_parent_id", unit.c.parent_id)
Index("ix_unit_district", unit.c.district)
