"""Where a case has left anything, read from the tables' own declarations: the core's, and those of the loaded plug-ins.

A table belongs to cases if it has a `case_id`, or refers by a column that must be filled to a table that does. One with a key
of its own (`case_key`) keeps its secrets by itself: it is neither emptied nor deleted here, nor is what hangs on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Delete,
    LargeBinary,
    Table,
    Text,
    Update,
    any_,
    bindparam,
    delete,
    false,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.schema import sort_tables

from core.cases.model import case_file
from core.tables import CORE

if TYPE_CHECKING:
    from core.plugin.host import PluginHost

THESE: Final = any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=True))))
"""The cases a statement is about."""

_LOG: Final = frozenset({"case_event", "access_event"})
"""What the chain is made of: it holds ids and codes, and cannot be changed."""
_SEALED, _PARTS = "_sealed", ("_sealed", "_mask", "_index", "_index_next")


@dataclass(frozen=True, slots=True)
class Trace:
    """A table of cases: `of(cases)` tells which of its rows are theirs, `personal` is what becomes of telling columns."""

    table: Table
    by: Column[Any]
    parent: "Trace | None"
    personal: Mapping[Column[Any], ColumnElement[Any]]

    def of(self, cases: ColumnElement[Any]) -> ColumnElement[bool]:
        """The rows of the cases."""
        if self.parent is None:
            return self.by == cases
        # SQLAlchemy correlates with the next statement alone, by itself: from here every case would be meant.
        return self.by.in_(select(self.parent.table.c.id).where(self.parent.of(cases)).correlate(case_file))

    @property
    def tells(self) -> ColumnElement[bool]:
        """Whether a row holds anything personal."""
        return or_(false(), *(column.is_distinct_from(empty) for column, empty in self.personal.items()))

    def emptied(self) -> Update:
        """Empty the personal columns of the rows of THESE."""
        values = {column.name: empty for column, empty in self.personal.items()}
        return update(self.table).where(self.of(THESE), self.tells).values(values)

    def deleted(self) -> Delete:
        """Delete the rows of THESE."""
        return delete(self.table).where(self.of(THESE))


def tables_of(plugins: "PluginHost") -> tuple[Table, ...]:
    """Those that are certain to be in the database."""
    return (*CORE, *(table for _, tables in plugins.each("tables") for table in tables))


@lru_cache(maxsize=8)
def traces(tables: tuple[Table, ...]) -> tuple[Trace, ...]:
    """Every table of cases that has no key of its own, parents before children; the case itself first."""
    found = {case_file.name: Trace(case_file, case_file.c.id, None, dict(_personal(case_file)))}
    for table in sort_tables(tables):
        if table.name not in found and table.name not in _LOG and "case_key" not in table.c:
            by = _by(table, found)
            if by is not None:
                found[table.name] = Trace(table, *by, dict(_personal(table)))
    return tuple(found.values())


def _by(table: Table, found: Mapping[str, Trace]) -> "tuple[Column[Any], Trace | None] | None":
    if "case_id" in table.c:
        return table.c.case_id, None
    for column in table.c:
        for key in column.foreign_keys:
            parent = key.column.table.name
            if parent in found and parent != case_file.name and not column.nullable:
                return column, found[parent]
    return None


def _personal(table: Table) -> Iterator[tuple[Column[Any], ColumnElement[Any]]]:
    """Sealed columns with what stands beside them, and those declared PERSONAL; with what they are when they tell nothing."""
    fields = [column.name.removesuffix(_SEALED) for column in table.c if column.name.endswith(_SEALED)]
    sealed = {f"{field}{part}" for field in fields for part in _PARTS}
    for column in table.c:
        if column.name in sealed or column.info.get("personal"):
            yield column, null() if column.nullable else _empty(column)


def _empty(column: Column[Any]) -> ColumnElement[Any]:
    for kind, empty in ((JSONB, "'{}'::jsonb"), (ARRAY, "'{}'"), (LargeBinary, "''::bytea"), (Text, "''")):
        if isinstance(column.type, kind):
            return literal_column(empty, column.type)
    raise TypeError(f"{column}: a column of this type cannot be PERSONAL; seal it, or make it nullable")
