"""SQLAlchemy writes the SQL once; asyncpg runs it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, SelectBase, Table, bindparam, insert, update
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT = asyncpg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

_HOLDS = re.compile(r"\bFOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b|\b(INSERT INTO|DELETE FROM|UPDATE)\b|_xact_lock")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as text, with the order of its parameters and the values it carries itself."""

    sql: str
    names: tuple[str, ...]
    defaults: Mapping[str, object]
    only_reads: bool = False
    """Whether it neither writes nor takes a lock that a transaction would have to keep."""
    words: frozenset[str] = field(init=False, repr=False)
    """Every word of it, the names of the tables it reads among them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", frozenset(_WORD.findall(self.sql)))

    def bind(self, values: Mapping[str, object]) -> list[object]:
        """Positional arguments; a parameter that has neither a value nor a default is a programming error."""
        return [values[name] if name in values else self.defaults[name] for name in self.names]


_prepared: WeakKeyDictionary[ClauseElement, Prepared] = WeakKeyDictionary()
_inserts: dict[tuple[Table, tuple[str, ...]], Prepared] = {}
_updates: dict[tuple[Table, tuple[str, ...], tuple[str, ...]], Prepared] = {}


def prepare(statement: ClauseElement) -> Prepared:
    """Compile once per statement object: statements of the hot path are module constants with `bindparam`s.

    Membership is written `column == any_(bindparam(..., type_=ARRAY(...)))`: IN would need a text per list length.
    """
    found = _prepared.get(statement)
    if found is None:
        found = _prepared[statement] = _compile(statement)
    return found


def prepare_insert(table: Table, columns: tuple[str, ...]) -> Prepared:
    """The INSERT of these columns."""
    found = _inserts.get((table, columns))
    if found is None:
        found = _inserts[table, columns] = _compile(insert(table), list(columns))
    return found


def prepare_update(table: Table, columns: tuple[str, ...], where: tuple[str, ...]) -> Prepared:
    """The UPDATE of these columns; conditions are bound as `where_<column>`."""
    found = _updates.get((table, columns, where))
    if found is None:
        conditions = [table.c[name] == bindparam(f"where_{name}", type_=table.c[name].type) for name in where]
        found = _updates[table, columns, where] = _compile(update(table).where(*conditions), list(columns))
    return found


def _compile(statement: ClauseElement, column_keys: list[str] | None = None) -> Prepared:
    compiled = statement.compile(dialect=DIALECT, column_keys=column_keys)
    if not isinstance(compiled, SQLCompiler):
        return Prepared(str(compiled), (), {})
    own = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    only_reads = isinstance(statement, SelectBase) and not _HOLDS.search(str(compiled))
    return Prepared(str(compiled), tuple(compiled.positiontup or ()), own, only_reads)
