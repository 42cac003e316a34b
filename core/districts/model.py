"""Tables of places: districts by GB/T 2260, and their townships."""

from sqlalchemy import CHAR, Column, ForeignKey, Table, Text

from core.db.base import READ_ONLY, metadata

district = Table(
    "district",
    metadata,
    Column("code", Text, primary_key=True, comment="six digits; a township has nine"),
    Column("name", Text, nullable=False),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="CITY, DISTRICT, COUNTY, COUNTY_CITY, FUNCTIONAL_ZONE, TOWNSHIP, SUBDISTRICT",
    ),
    Column("parent", Text, ForeignKey("district.code")),
    Column("path", Text(collation="C"), nullable=False, comment="/370900/370902/370902001"),
    Column("gate", CHAR(6), nullable=False, comment="the six-digit code that switches plug-ins"),
    Column("source", Text, nullable=False),
    info=READ_ONLY,
)
