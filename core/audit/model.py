"""Who saw what of whom, the signed heads of the log that tell of it, and where they were taken."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

from core.db.base import HIDDEN, NEED_TO_KNOW, instant, metadata, row_id, sealed

access_event = Table(
    "access_event",
    metadata,
    row_id(),
    Column("act", Text, nullable=False, comment="READ, REVEAL, DOWNLOAD, BREAK_GLASS, EXPORT, ACCESS_CODE or APPROVE"),
    Column(
        "actors",
        ARRAY(Text),
        nullable=False,
        comment="account ids, or `reporter`; several where one answer was told to all",
    ),
    Column("case_id", UUID(as_uuid=True), comment="of an act on one case; it outlives the case"),
    Column("seen", JSONB, nullable=False, comment="table.column to the ids of the rows; never what stood there"),
    Column("purpose", Text, comment="a code of reveal_purpose or export_purpose"),
    *sealed("note"),
    Column("approved", LargeBinary, comment="of APPROVE: SHA-256 of the export as it was approved"),
    Column("source", LargeBinary, comment="of ACCESS_CODE: keyed digest of the address it came from"),
    instant("occurred_at", nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
    info={NEED_TO_KNOW: "written"},
)
"""The other kind of event in the log, beside `case_event`: nothing was changed, somebody saw something."""

Index("ix_access_event_recorded_at", access_event.c.recorded_at)

reveal_count = Table(
    "reveal_count",
    metadata,
    Column("account_id", UUID(as_uuid=True), ForeignKey("account.id"), primary_key=True),
    Column("day", Date, primary_key=True, comment="in Asia/Shanghai"),
    Column("n", Integer, nullable=False),
)

signed_head = Table(
    "signed_head",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 …"),
    Column("pos", BigInteger, nullable=False, comment="how long the log was"),
    Column("text", Text, nullable=False, comment="the signed line, as every sink is given it"),
    instant("at", nullable=False),
    info=HIDDEN,
)
"""Each holds the digest of the one before: none can be left out or exchanged."""

head_sink = Table(
    "head_sink",
    metadata,
    Column("sink", Text, primary_key=True, comment="a folder, a file or an address"),
    Column("number", BigInteger, nullable=False, comment="the last signed head that was taken there"),
    info=HIDDEN,
)
