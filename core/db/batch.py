"""The writes of a unit of work, gathered and sent as one statement.

Each write is a part of one `WITH`; PostgreSQL runs all of them or none. A claim goes first, and every other part is joined
to it: when the row is not as it was read, nothing is written, and when it is, everything else happens after its lock was
taken. Parts do not see each other's rows, so no two of them may touch the same one: `Touched` knows which they touch.
"""

# ruff: noqa: S608 - the parts have their values as parameters.

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Delete, Table, Update
from sqlalchemy.dialects.postgresql import Insert

from core.db.parts import CLAIM, ChangedRows, Claim, NewRows, Part, Row, Told
from core.db.statement import prepare
from core.db.touched import Key, Touched, key_in, moves_keys
from core.db.upsert import renews

ID: Key = ("id",)
MOST = 2_000
"""Values inserted as one part; a statement has room for 32,767."""

_KEPT = 1_000
_texts: dict[Hashable, str] = {}


@dataclass(slots=True)
class Batch:
    """What waits to be written, in the order in which it was decided."""

    claims: list[Claim] = field(default_factory=list)
    claimed_new: set[str] = field(default_factory=set)
    """Tables where a unique key that is taken means that somebody else was first."""
    _parts: list[Part] = field(default_factory=list)
    _tables: set[str] = field(default_factory=set)
    _touched: Touched = field(default_factory=Touched)

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self.claims or self._parts)

    def __iter__(self) -> Iterator[Part]:
        """All of it, claims first."""
        return iter((*self.claims, *self._parts))

    @property
    def tables(self) -> set[str]:
        """Where it writes."""
        return self._tables

    def meets(self, table: Table, rows: Sequence[Row], by: Key | None, moved: Iterable[str] = ()) -> bool:
        """Whether one of these rows, all with the same columns, could not be written in the same statement.

        `by` is the unique key that names them, if they are there already, and `moved` the columns that get new values: the
        keys they give up are unknown, and may be in the way of a row that was to be written before.
        """
        return table.name in self._tables and (
            moves_keys(table, _moved(moved, by)) or self._touched.meets(table, rows, by)
        )

    def hinders(self, statement: Update | Delete, rows: Sequence[Row]) -> bool:
        """Whether the statement could not be a part, because others write to where it reads or, beside `rows`, writes."""
        table = cast(Table, statement.table)
        waiting = self._tables & prepare(statement).words
        return bool(waiting) and (not rows or waiting != {table.name} or self.meets(table, rows, tuple(rows[0])))

    def insert(self, table: Table, rows: Sequence[Row], upsert: Insert | None = None) -> None:
        """Insert rows with the same columns."""
        self._keep(table, rows, renews(upsert))
        columns = tuple(rows[0])
        for part in self._parts:
            if isinstance(part, NewRows) and part.into is table and part.upsert is upsert and part.columns == columns:
                part.rows.extend(rows)
                return
        self._parts.append(NewRows(table, columns, list(rows), upsert))

    def change(self, table: Table, row: Row) -> None:
        """Change a row; `id` comes first in it."""
        self._keep(table, (row,), ID, moved=row)
        columns = tuple(row)
        for part in self._parts:
            if isinstance(part, ChangedRows) and part.of is table and part.columns == columns:
                part.rows.append(row)
                return
        self._parts.append(ChangedRows(table, columns, [row]))

    def tell(self, statement: Update | Delete, values: Row, rows: Sequence[Row]) -> None:
        """Run a statement; `rows` name all that it may touch, if they are known."""
        told = Told(statement, values)
        if rows:
            self._keep(told.of, rows, tuple(rows[0]))
        else:
            self._tables.add(told.table)
            self._touched.blur(told.of)
        self._parts.append(told)

    def claim(self, table: Table, values: Row, where: Row) -> None:
        """Claim a row that is there."""
        self._keep(table, (where,), key_in(table, where), moved=values)
        self.claims.append(Claim(table, values, where))

    def claim_new(self, table: Table, row: Row) -> None:
        """Insert a row that others may be inserting, too."""
        self.insert(table, (row,))
        self.claimed_new.add(table.name)

    def statement(self) -> tuple[str, list[object]]:
        """Everything as one statement that answers how many rows each claim got."""
        parts, given = tuple(self), [part.arguments() for part in self]
        shapes = tuple(part.shape for part in parts)
        text = _texts.get(shapes)
        if text is None:
            if len(_texts) >= _KEPT:
                _texts.clear()
            text = _texts[shapes] = _composed(parts, [len(values) for values in given], len(self.claims))
        return text, [value for values in given for value in values]

    def _keep(self, table: Table, rows: Sequence[Row], by: Key | None, moved: Collection[str] = ()) -> None:
        self._tables.add(table.name)
        self._touched.add(table, rows, by)
        if moved and moves_keys(table, _moved(moved, by)):
            self._touched.blur(table)


def _moved(columns: Iterable[str], by: Key | None) -> Key:
    return tuple(name for name in columns if by is None or name not in by)


def _composed(parts: Sequence[Part], sizes: Sequence[int], claims: int) -> str:
    first, texts = 1, []
    for at, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        texts.append(f"{_called(at)} AS ({part.text(first, joined=claims > 0 and at > 0)})")
        first += size
    counts = [f"(SELECT count(*) FROM {_called(at)})" for at in range(claims)]
    return f"WITH {', '.join(texts)} SELECT {', '.join(counts) or '1'}"


def _called(at: int) -> str:
    return f"part_{at}" if at else CLAIM
