"""Month keys, wrapped by the provider's key; case keys hang below them."""

from sqlalchemy import Column, LargeBinary, Table, Text

from core.db.base import instant, metadata

month_key = Table(
    "month_key",
    metadata,
    Column("month", Text, primary_key=True, comment="YYYY-MM"),
    Column("wrapped", LargeBinary, nullable=False),
    instant("created_at", nullable=False),
)
