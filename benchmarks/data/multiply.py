"""A hundred thousand cases out of a few hundred: every row again under ids of its own, every text sealed anew.

Rows without sealed texts are copied by SQL, the others are made here, because a sealed text opens only with its own
case's key and in its own row. A copy's id is the first one's, born a little earlier; so copies keep the locality of the
ids that commands make, and nothing has to be remembered to find the parts of a copy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from core.assignments.model import contact, feedback
from core.cases import sealed
from core.cases.model import case_file, reporter, triage
from core.cases.wording import WORDS
from core.clock import SHANGHAI
from core.ids import case_number
from core.ratings.model import callback
from core.sealing.columns import SealedField
from core.sealing.fields import open_, seal
from core.sealing.keychain import CaseKey, KeyChain, month_of
from core.sealing.masks import mask
from core.services import Services

SEALED: Mapping[str, tuple[SealedField, ...]] = {
    "case_file": (sealed.TITLE, sealed.CONTENT, sealed.PLACE),
    "reporter": sealed.REPORTER,
    "contact": (sealed.NOTE,),
    "feedback": (sealed.ACTIONS_TAKEN, sealed.PUBLIC_REPLY, *WORDS[feedback].values()),
    "callback": (sealed.COMMENT,),
    "triage": (sealed.TOLD,),
}
PLAIN = ("assignment", "clock", "timer", "case_event")
_TABLES = {one.name: one for one in (case_file, reporter, triage, contact, feedback, callback)}
_OF_CASE = ("id", "case_id", "assignment_id", "clock_id", "parent_id", "prior_case_id")
"""Columns that hold ids of the case's own rows."""

APART = 60_000
"""Milliseconds between the birth of a row's copies."""

MOST, A_DAY = 500, 999_500
"""Cases copied at most, and numbers that copies take of a day; the one divides the other, so that no number comes twice."""

FUNCTIONS = f"""
create or replace function bench_id(id uuid, copy int) returns uuid language sql immutable parallel safe as $$
  select (lpad(to_hex(('x' || left(replace($1::text, '-', ''), 12))::bit(48)::bigint - $2::bigint * {APART}), 12, '0')
          || substr(replace($1::text, '-', ''), 13))::uuid $$;
create or replace function bench_body(body jsonb, ids uuid[], copy int) returns jsonb language plpgsql immutable as $$
  declare written text := body::text; id uuid;
  begin
    foreach id in array ids loop written := replace(written, id::text, bench_id(id, copy)::text); end loop;
    return written::jsonb;
  end $$;
"""


def copied(id_: UUID, copy: int) -> UUID:
    """The id of a row's copy, as `bench_id` has it."""
    return UUID(int=id_.int - (copy * APART << 80))


@dataclass(frozen=True)
class Row:
    """A row to copy: its values, and the texts behind its sealed columns."""

    values: tuple[Any, ...]
    texts: Mapping[str, str]


async def multiply(pool: Any, services: Services, copies: int, tell: Callable[[str], None] = lambda _: None) -> None:
    """Make `copies` of every case there is, the first ones included; the log stands at its beginning, as if cut there."""
    async with pool.acquire() as connection:
        await connection.execute(FUNCTIONS)
        indexes = await without_indexes(connection, (*PLAIN, *SEALED))
        await connection.execute("set session_replication_role = replica; set maintenance_work_mem = '512MB'")
        await _plain(connection, copies, tell)
        await _sealed(connection, services, copies, tell)
        for number, index in enumerate(indexes, start=1):
            tell(f"index {number} of {len(indexes)}")
            await connection.execute(index, timeout=3600)
        await connection.execute("reset session_replication_role; reset maintenance_work_mem")
        await cut_log(connection)
        for table in (*PLAIN, *SEALED, "event_log", "outbox"):
            tell(f"vacuum {table}")
            await connection.execute(f"vacuum (freeze, analyze) {table}", timeout=3600)


async def without_indexes(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> list[str]:
    """Drop these tables' indexes that no constraint needs, and say how to make them again."""
    rows = await connection.fetch(
        """select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text from pg_index i
           where i.indrelid::regclass::text = any($1) and not i.indisprimary
             and not exists (select from pg_constraint c where c.conindid = i.indexrelid)""",
        list(tables),
    )
    for row in rows:
        await connection.execute(f"drop index {row['name']}")
    return [row["text"] for row in rows]


async def _plain(connection: "asyncpg.Connection[Any]", copies: int, tell: Callable[[str], None]) -> None:
    ids = {
        str(row[0]) for row in await connection.fetch("select id from case_file union all select id from assignment")
    }
    for table in PLAIN:
        tell(f"{table}")
        await connection.execute(f"create temp table first_{table} as table {table}")
        if table == "case_event":
            await _find_ids(connection, ids)
        names = await columns_of(connection, table)
        chosen = ", ".join(expression(table, name) for name in names)
        await connection.execute(
            f"insert into {table} ({', '.join(map(quoted, names))}) select {chosen} "
            f"from generate_series(1, {copies - 1}) copy cross join first_{table}",
            timeout=3600,
        )


async def columns_of(connection: "asyncpg.Connection[Any]", table: str) -> list[str]:
    """Their names."""
    return [row[0] for row in await connection.fetch(
        "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped", table
    )]  # fmt: skip


async def _find_ids(connection: "asyncpg.Connection[Any]", ids: set[str]) -> None:
    await connection.execute("alter table first_case_event add ids uuid[] not null default '{}'")
    for id_, body in await connection.fetch("select id, body::text from first_case_event"):
        found = [UUID(part) for part in body.split('"') if part in ids]
        if found:
            await connection.execute("update first_case_event set ids = $2 where id = $1", id_, found)


def expression(table: str, name: str) -> str:
    """What a column of a copy has, made of the first one's row."""
    if name in _OF_CASE:
        return f"bench_id({name}, copy)"
    if (table, name) == ("case_event", "body"):
        return "case when ids = '{}' then body else bench_body(body, ids, copy) end"
    return quoted(name)


def quoted(name: str) -> str:
    """As a name in SQL."""
    return f'"{name}"'


async def _sealed(
    connection: "asyncpg.Connection[Any]", services: Services, copies: int, tell: Callable[[str], None]
) -> None:
    first = {name: await connection.fetch(f"select * from {name}") for name in SEALED}
    keys = {row["id"]: await services.keys.case_key(row["case_key"]) for row in first["case_file"]}
    cases = {name: await _cases(connection, name, rows) for name, rows in first.items()}
    rows = {
        name: [_opened(name, row, keys[case]) for row, case in zip(rows, cases[name], strict=True)]
        for name, rows in first.items()
    }
    months = [month_of(row["registered_at"]) for row in first["case_file"]]
    order = [row["id"] for row in first["case_file"]]
    for copy in range(1, copies):
        own = dict(zip(order, [await _fresh(services.keys, month) for month in months], strict=True))
        for name, table in _TABLES.items():
            made = _Maker(name, [column.name for column in table.columns], services, copy)
            records = [
                made.of(row, own[case], at) for at, (row, case) in enumerate(zip(rows[name], cases[name], strict=True))
            ]
            await connection.copy_records_to_table(name, records=records, columns=made.names)
        if copy % 20 == 0:
            tell(f"sealed {copy} of {copies}")


async def _fresh(keys: KeyChain, month: str) -> CaseKey:
    return await keys.new_case_key(month)


async def _cases(connection: "asyncpg.Connection[Any]", name: str, rows: Sequence[Any]) -> list[UUID]:
    if name in ("case_file",):
        return [row["id"] for row in rows]
    if "case_id" in _TABLES[name].columns:
        return [row["case_id"] for row in rows]
    of = dict(await connection.fetch("select id, case_id from first_assignment"))
    return [of[row["assignment_id"]] for row in rows]


def _opened(name: str, row: Any, key: CaseKey) -> Row:
    texts = {
        field.name: open_(key, field.ref(row["id"]), row[f"{field.name}_sealed"])
        for field in SEALED[name]
        if row[f"{field.name}_sealed"] is not None
    }
    return Row(tuple(row[column.name] for column in _TABLES[name].columns), texts)


class _Maker:
    """Makes the records of one copy of one table."""

    def __init__(self, table: str, names: list[str], services: Services, copy: int) -> None:
        self.names, self._table, self._services, self._copy = names, table, services, copy
        self._at = {name: position for position, name in enumerate(names)}
        self._moved = [self._at[name] for name in _OF_CASE if name in self._at]

    def of(self, row: Row, key: CaseKey, number: int) -> list[Any]:
        """The copy of one row, sealed with its own case's key."""
        values = list(row.values)
        for position in self._moved:
            if values[position] is not None:
                values[position] = copied(values[position], self._copy)
        for field in SEALED[self._table]:
            if field.name in row.texts:
                self._seal(values, field, key, row.texts[field.name], number)
        if self._table == "case_file":
            self._number(values, key, number)
        return values

    def _seal(self, values: list[Any], field: SealedField, key: CaseKey, text: str, number: int) -> None:
        if field.name == "phone":
            text = f"13{(self._copy * 10_007 + number * 7_919) % 10**9:09d}"
            index = field.search_key(self._services.indexes, text)
            values[self._at["phone_mask"]] = mask(field.kind, text)
            values[self._at["phone_index"]] = values[self._at["repeat_key"]] = index
        values[self._at[f"{field.name}_sealed"]] = seal(key, field.ref(values[self._at["id"]]), text)

    def _number(self, values: list[Any], key: CaseKey, number: int) -> None:
        values[self._at["case_key"]] = key.wrapped
        day = values[self._at["registered_at"]].astimezone(SHANGHAI).date()
        days, left = divmod(self._copy * MOST + number, A_DAY)
        # Never today: whoever registers while it is measured draws numbers of today, which must be free.
        values[self._at["case_no"]] = case_number(day - timedelta(days=days + 1), MOST + left)


async def cut_log(connection: "asyncpg.Connection[Any]") -> None:
    """As after the retention's cut: what was recorded so far has left the log."""
    await connection.execute("delete from outbox")
    await connection.execute(
        "insert into log_anchor (pos, chain, recorded_at, at) select last_pos, chain, clock_timestamp(), clock_timestamp() "
        "from sequencer where name = 'main'"
    )
