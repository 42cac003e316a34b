"""Month keys, wrapped by the provider's key, and how far a rotation has come; case keys hang below month keys."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.base import HIDDEN, instant, metadata, row_id, sealed

month_key = Table(
    "month_key",
    metadata,
    Column("month", Text, primary_key=True, comment="YYYY-MM"),
    Column("wrapped", LargeBinary, nullable=False),
    instant("created_at", nullable=False),
    info=HIDDEN,
)

derivation_key = Table(
    "derivation_key",
    metadata,
    Column(
        "purpose",
        Text,
        primary_key=True,
        comment="`main`: blind indexes, cursors, signed heads; `index|number|suite`: a link of the blind indexes",
    ),
    Column("wrapped", LargeBinary, nullable=False),
    info=HIDDEN,
)
"""What is derived from, once a root key has been rotated: until then it is the root key itself."""

key_rotation = Table(
    "key_rotation",
    metadata,
    row_id(),
    Column("level", Text, nullable=False, comment="CASES or INDEXES"),
    Column("step", Text, nullable=False, comment="of CASES: PUBLISH, then RESEAL; of INDEXES: ANNOUNCE, then RELINK"),
    Column("holder", Text, comment="the table that is gone through"),
    Column("cursor", UUID(as_uuid=True), comment="the last of its rows that is done"),
    Column("upto", UUID(as_uuid=True), nullable=False, comment="rows born later have fresh keys"),
    Column("done", BigInteger, nullable=False, comment="keys that were changed"),
    instant("begun_at", nullable=False),
    instant("published_at"),
    instant("ended_at"),
    info=HIDDEN,
)

log_note = Table(
    "log_note",
    metadata,
    row_id(),
    Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False, index=True),
    *sealed("key"),
)
"""The key of an entry's note in the log, by the entry's id, sealed with its case's: the log itself is never sealed anew."""
