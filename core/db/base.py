"""The metadata every table hangs on, and the few column shapes they share."""

from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, MetaData, Text, false, func, literal_column
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)

NEED_TO_KNOW = "need to know"
"""The key of a table's `info` that keeps it from the lower database role: `hidden`, `written` and never read, `read` and never
written, or `locked`, which is read and its rows held. In a column's `info` it keeps that column from being read."""
HIDDEN: dict[Any, Any] = {NEED_TO_KNOW: "hidden"}
"""`info` of what no request of who is cleared up to PRIVACY has to do with: keys, passwords, sessions, the proof of the log."""
NAMES_CASE: dict[Any, Any] = {"names": "case_file"}
"""`info` of a column that may hold the id of a case without referring to it: the row is kept with that case all the same."""
READ_ONLY: dict[Any, Any] = {NEED_TO_KNOW: "read"}
"""`info` of a table that such a request reads and never writes: seeds, operators or the background fill it."""
LOCKED: dict[Any, Any] = {NEED_TO_KNOW: "locked"}
"""The same for one whose rows it holds against others meanwhile."""


def row_id() -> Column[object]:
    """The primary key of a domain row: a version 7 UUID made by `core.ids`, known before the insert."""
    return Column("id", UUID(as_uuid=True), primary_key=True)


def instant(name: str, *, nullable: bool = True, info: dict[Any, Any] | None = None) -> Column[object]:
    """A point in time; PostgreSQL keeps UTC."""
    return Column(name, TIMESTAMP(timezone=True), nullable=nullable, info=info or {})


def sealed(name: str, *, index: bool = False) -> list[Column[object]]:
    """The columns of a sealed field: ciphertext, mask, and a keyed blind index where exact search is offered."""
    columns: list[Column[object]] = [Column(f"{name}_sealed", LargeBinary), Column(f"{name}_mask", Text)]
    return [*columns, Column(f"{name}_index", LargeBinary)] if index else columns


PERSONAL: dict[Any, Any] = {"personal": True}
"""`info` of a column that may tell of a person and is not sealed: anonymisation empties it, as it does sealed ones."""


WORDS: dict[Any, Any] = {**PERSONAL, "words": True}
"""`info` of a plain column beside which a sealed one stands."""


def words(name: str, *, index: bool = False) -> list[Column[object]]:
    """The columns of a text in somebody's own words, sealed as it is written.

    The plain one holds what was written before there were sealed ones, until `hotline keys seal-text` has moved it.
    """
    plain: Column[object] = Column(name, Text, info=WORDS, comment="what was written before it was sealed")
    return [plain, *sealed(name, index=index)]


def within(path: ColumnElement[str], root: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether `path` is `root` or lies below it; no LIKE, for codes may hold its wildcards ('0' follows '/' in collation C).

    Below no root lies nothing: `||` makes null of it, where `concat` would make the root of all.
    """
    return (path == root) | below(path, root)


def below(path: ColumnElement[str], root: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether `path` lies below `root`, without `root` itself."""
    first, beyond = (root.concat(literal_column(sign)) for sign in ("'/'", "'0'"))
    return (path >= first) & (path < beyond)


def lies_in(path: ColumnElement[str], root: ColumnElement[str]) -> ColumnElement[bool]:
    """The same as `within`, for rows that something else finds: no index is chosen by it.

    Of two bounds it does not know the planner believes that hardly a row lies between them, and sorts what it could walk;
    of a `coalesce` it believes that every other row has it.
    """
    return func.coalesce(within(path, root), false())
