"""How many cases and assignments there are of each sort, kept beside the rows themselves."""

from sqlalchemy import BigInteger, Column, Date, Index, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.db.base import HIDDEN, READ_ONLY, instant, metadata


def _keys() -> list[Column[object]]:
    return [
        Column("subject", Text, nullable=False, comment="CASE or ASSIGNMENT"),
        Column("place", Text(collation="C"), nullable=False, comment="path of the case's district, or of the unit"),
        Column("state", Text, nullable=False),
        Column("kind", Text, nullable=False, comment="the case's"),
        Column(
            "secrecy", SmallInteger, nullable=False, comment="the case's, 0 to 2: what is kept closer is not counted"
        ),
        Column("due_on", Date, comment="the local date of what is due next; null if nothing is"),
    ]


counter = Table("counter", metadata, *_keys(), Column("n", BigInteger, nullable=False), info=READ_ONLY)
"""The sums; several rows where nothing is due count as one sort."""

counted = Table("counted", metadata, Column("id", UUID(as_uuid=True), primary_key=True), *_keys(), info=HIDDEN)
"""As what each case and each assignment is counted now; what it was before is taken from the sums when it changes."""

counter_cursor = Table(
    "counter_cursor",
    metadata,
    Column("name", Text, primary_key=True, comment="main"),
    Column("pos", BigInteger, nullable=False, comment="every event up to it is counted"),
    instant("at", nullable=False),
    info=READ_ONLY,
)
"""How far the log is counted, and when it was; no row until everything has been counted for the first time."""

Index(
    "uq_counter_sort",
    counter.c.subject,
    counter.c.place,
    counter.c.state,
    counter.c.kind,
    counter.c.secrecy,
    counter.c.due_on,
    unique=True,
    postgresql_nulls_not_distinct=True,
)
