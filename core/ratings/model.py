"""Callbacks (回访), the findings on whether a demand is reasonable, and what rates keep of deleted cases."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, PrimaryKeyConstraint, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from core.db.base import instant, metadata, row_id, sealed, words

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
    *words("reason"),
    Column("materials", ARRAY(UUID(as_uuid=True)), nullable=False),
    Column("by", UUID(as_uuid=True), nullable=False),
    instant("at", nullable=False),
    Column("second_signer", UUID(as_uuid=True)),
    instant("signed_at"),
)

past_rate = Table(
    "past_rate",
    metadata,
    Column("rate", Text, nullable=False),
    Column("class", Text, nullable=False, comment="NUMERATOR, DENOMINATOR, or why it was left out"),
    Column("month", Date, nullable=False, comment="the local month in which the rounds closed, by its first day"),
    Column("secrecy", SmallInteger, nullable=False, comment="the cases', 0 to 2: what is kept closer is not counted"),
    Column("respondent_path", Text(collation="C"), nullable=False, comment="of the unit they accused; empty for none"),
    Column("units", ARRAY(Text(collation="C")), nullable=False, comment="paths of the units they count for, in order"),
    Column("n", BigInteger, nullable=False),
    PrimaryKeyConstraint("rate", "class", "month", "secrecy", "respondent_path", "units"),
)
"""How often deleted cases counted for a rate."""
