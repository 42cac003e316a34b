"""Tables by which a request reaches the process that holds its caller's event stream."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, LargeBinary, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

from core.db.base import HIDDEN, instant, metadata

sse_stream = Table(
    "sse_stream",
    metadata,
    Column("id", LargeBinary, primary_key=True, comment="SHA-256 of the token that opens it"),
    Column("subject", Text, nullable=False, index=True, comment="the account that reserved it"),
    instant("expires", nullable=False),
    Column("session", JSONB, comment="how they had signed in"),
    Column("holder", UUID(as_uuid=True), index=True, comment="the process it is open in; null until it is"),
    Column("seen_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
    info=HIDDEN,
)

sse_operation = Table(
    "sse_operation",
    metadata,
    Column("stream", LargeBinary, ForeignKey("sse_stream.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Text, primary_key=True, comment="the client's"),
    Column("number", BigInteger, Identity(always=True), nullable=False, comment="tells it from a later one of its id"),
    Column("request", LargeBinary, nullable=False, comment="sealed; the row goes when the operation ends"),
    info=HIDDEN,
)
