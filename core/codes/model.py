"""Open vocabularies as data: code sets, and the category tree."""

from sqlalchemy import Boolean, Column, ForeignKey, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from core.db.base import READ_ONLY, instant, metadata

code = Table(
    "code",
    metadata,
    Column("set", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("label_zh", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("owner", Text, nullable=False, comment="core, or the plug-in that brought it"),
    Column("position", SmallInteger, nullable=False),
    instant("retired_at"),
    info=READ_ONLY,
)

category = Table(
    "category",
    metadata,
    Column("code", Text, primary_key=True),
    Column("parent", Text, ForeignKey("category.code")),
    Column("level", SmallInteger, nullable=False),
    Column("path", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("required_fields", ARRAY(Text), nullable=False),
    Column("essential_utility", Text),
    Column("long_cycle", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    info=READ_ONLY,
)
