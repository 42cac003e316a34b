"""Which rows hold a key, and which sealed columns hang below them: read from the tables' own declarations.

A table with a `case_key` holds keys. A table with `<f>_sealed` columns is sealed by the holder that its foreign keys lead
to; where they lead to several holders, the fingerprint in each value says which. Plug-ins' tables are found like the core's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, Select, Table, any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.read import Read

KEY: Final = "case_key"
_SEALED: Final = "_sealed"
_ELSEWHERE: Final = frozenset({"access_event", "liaison_officer"})
"""What the log holds is chained: each of its notes has a key of its own, and that one hangs below the case (`log_note`).

The sealed columns of liaison officers are empty: nobody writes them.
"""

_LATER: Final = {"attachment": "case_id"}
"""A row that hangs below nobody at first has a key of its own until then, which is no holder's (`core.attachments.keys`)."""

_IDS = any_(bindparam("holders", type_=ARRAY(Uuid(as_uuid=True))))
_Step = tuple[str, Table, str]


_THERE = text(
    """
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.attname like '%\\_sealed' and not a.attisdropped group by 1 order by 1
    """
)


class NoHolder(Exception):
    """A table has sealed columns, and no foreign key leads from it to a key."""


class UnknownSealed(Exception):
    """A table of the database has sealed columns, and belongs to no plug-in that is loaded; the message names it."""


@dataclass(frozen=True)
class SealedRows:
    """A table's sealed fields, as found below one holder. `rows` takes `holders`, and gives `id`, `holder` and the columns."""

    table: Table
    fields: tuple[str, ...]
    rows: Select[Any] = field(compare=False)

    def logical(self, name: str) -> str:
        """What the values of the field are bound to."""
        return f"{self.table.name}.{name}"


@dataclass(frozen=True)
class Holder:
    """A table whose rows each hold a key."""

    table: Table
    below: tuple[SealedRows, ...]


@lru_cache(maxsize=8)
def holders(tables: tuple[Table, ...]) -> Mapping[str, Holder]:
    """All of them by name, in the order in which they are gone through. Raises NoHolder."""
    keys = {one.name: one for one in tables if KEY in one.c}
    found: dict[str, list[SealedRows]] = {name: [] for name in keys}
    for table in tables:
        fields = tuple(_fields(table))
        if not fields or table.name in _ELSEWHERE:
            continue
        ways = list(_ways(table, ()))
        if not ways:
            raise NoHolder(f"{table.name} has sealed columns, but no foreign key leads to a table with a {KEY}")
        for way in ways:
            found[(way[-1][1] if way else table).name].append(_below(table, fields, way))
    return {name: Holder(keys[name], tuple(below)) for name, below in sorted(found.items())}


async def refuse_unknown(read: Read, tables: tuple[Table, ...]) -> None:
    """Raises UnknownSealed where going through these tables would leave sealed columns of the database out."""
    known = {one.name for one in tables}
    for row in await read.fetch(_THERE):
        if row["name"] not in known:
            raise UnknownSealed(
                f"{row['name']} is of a plug-in that is not loaded: list it in plugins.toml, or purge it"
            )


def _fields(table: Table) -> Iterator[str]:
    for column in table.c:
        if column.name.endswith(_SEALED) and isinstance(column.type, LargeBinary):
            yield column.name.removesuffix(_SEALED)


def _ways(table: Table, behind: Sequence[_Step]) -> Iterator[tuple[_Step, ...]]:
    """Every path over foreign keys that are never null, or not for long, to the nearest holder; one for each is enough."""
    if KEY in table.c:
        yield tuple(behind)
        return
    reached = set()
    for column in table.c:
        for key in column.foreign_keys:
            above = key.column.table
            fleeting = column.nullable and _LATER.get(table.name) != column.name
            if fleeting or above is table or any(step[1] is above for step in behind):
                continue
            for way in _ways(above, (*behind, (column.name, above, key.column.name))):
                if way[-1][1] not in reached:
                    reached.add(way[-1][1])
                    yield way


def _below(table: Table, fields: tuple[str, ...], way: Sequence[_Step]) -> SealedRows:
    here: Any = table
    holder: ColumnElement[Any] = table.c.id
    joined: Any = table
    for name, above, target in way:
        holder, up = here.c[name], above.alias()
        joined, here = joined.join(up, up.c[target] == holder), up
    if way and way[-1][2] != "id":
        holder = here.c.id
    columns = [table.c[f"{name}{_SEALED}"] for name in fields]
    rows = select(table.c.id, holder.label("holder"), *columns).select_from(joined).where(holder == _IDS)
    return SealedRows(table, fields, rows)
