"""The second wall and the filter of rights decide alike, on rows of every table that the wall stands before.

Cases of every secrecy are generated, with a row of each such table for each case or assignment; secrecy is raised and lowered
meanwhile. What the filter opens to generated viewers is asked for as `hotline_app`: it has what is kept up to PRIVACY, all of
it, and nothing else. What is asked for by nobody's right is answered alike.
"""

import csv
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Column, MetaData, Table

from core.access.viewer import Viewer
from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.base import NEED_TO_KNOW, metadata
from core.db.connection import open_pool
from core.db.grants import APP, HIGHEST_OF_APP, ways
from core.db.read import Read
from core.db.wall import login_as, raise_wall
from core.ids import new_id
from tests.core.access import people
from tests.core.access.people import OPERATION, CaseRow
from tests.core.access.test_predicate_sql import in_python, in_sql
from tests.support.plugged import Plugged

DECISIONS = 2_000_000 if os.environ.get("HOTLINE_TEST_LONG") else 200_000
CASES, VIEWERS, FILTERED = 60, 12, 1
"""In a city; of whom each state of it is asked, the first of them by the filter in SQL as well, which takes longest."""

_MADE = {
    str: "left(gen_random_uuid()::text, {length})", int: "row_number() over ()", bool: "false", bytes: "'\\x00'",
    UUID: "gen_random_uuid()", datetime: "now()", date: "current_date", list: "'{{}}'", object: "'{{}}'", dict: "'{{}}'",
}  # fmt: skip
_MUST = {"clock": {"days": "1"}, "discipline_referral_referral": {"state": "'PROPOSED'"}}
"""What check constraints ask for."""
_SECRECY = "get_byte(uuid_send(way), 15) % 4"
"""Of a row with a secrecy of its own it does not matter, where it refers to a case."""


_READABLE = """select relname, attname, has_column_privilege($1, c.oid, attnum, 'select') from pg_class c
    join pg_attribute on attrelid = c.oid where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
    and attnum > 0 and not attisdropped"""
LISTED = list(csv.DictReader(Path("tests/house/low_columns.csv").read_text("utf-8").splitlines()))
"""Each table that `hotline_app` reads: whether all rows or those that are kept from nobody, which columns, and why."""


@dataclass
class City:
    """Generated cases in the database, and every walled table with the column by which its rows are kept."""

    pool: Any
    low: Any
    tables: MetaData
    cases: list[CaseRow] = field(default_factory=list)

    @property
    def hanging(self) -> dict[str, Column[object]]:
        """The tables whose rows are kept with another row, as far as `hotline_app` reads them."""
        found = {name: way[0] for name, way in ways(self.tables).items() if way}
        return {name: column for name, column in found.items() if not column.table.info.get(NEED_TO_KNOW)}

    @property
    def parts(self) -> dict[UUID, CaseRow]:
        """The assignments."""
        return {part: case for case in self.cases for part in case.assignments}

    def above(self, table: str) -> dict[UUID, CaseRow]:
        """What the rows of a table refer to, and of which case that is."""
        way = ways(self.tables)[table]
        of_part = way is not None and way[1].table.name == assignment.name
        return self.parts if of_part else {case.id: case for case in self.cases}

    def expected(self, asked: Collection[UUID]) -> Counter[tuple[str, UUID]]:
        """Of the rows that refer to these, those that are kept up to PRIVACY."""
        return Counter(
            (table, id_)
            for table in self.hanging
            for id_, case in self.above(table).items()
            if id_ in asked and case.secrecy <= HIGHEST_OF_APP
            for _ in (case.assignments if table == assignment.name else (case,))
        )

    async def read(self, asked: Collection[UUID]) -> Counter[tuple[str, UUID]]:
        """Of the rows that refer to these, those that `hotline_app` is shown."""
        each = (f"select '{name}' as name, {one.name} as id from {name}" for name, one in self.hanging.items())
        union = " union all ".join(f"{one} where {one.split()[4]} = any($1)" for one in each)
        return Counter((row["name"], row["id"]) for row in await self.low.fetch(union, list(asked)))


def _insert(table: Table, **given: str) -> str:
    """A row for each id of an array: one that is told by a UUID has the id of what it refers to."""
    needed = [one for one in table.c if not (one.nullable or one.server_default or one.identity)]
    values = {one.name: _any(one) for one in needed} | _MUST.get(table.name, {}) | given
    return f"insert into {table.name} ({', '.join(values)}) select {', '.join(values.values())} from unnest($1::uuid[]) way"


def _any(column: Column[object]) -> str:
    if column.name == "id" and column.type.python_type is UUID:
        return "way"
    length = getattr(column.type, "length", None) or 64
    return _SECRECY if column.name == "secrecy" else _MADE[column.type.python_type].format(length=length)


async def _fill(city: City, connection: Any) -> None:
    await connection.execute("set local session_replication_role = replica")  # references are not looked at
    for table in city.tables.sorted_tables:
        if table is city.tables.tables[case_file.name]:
            await connection.executemany(_insert(table, **_CASE), [_bound(case) for case in city.cases])
        elif table.name == assignment.name:
            rows = [([part], case.id, path) for part, case in city.parts.items() for path in [case.assignments[part]]]
            await connection.executemany(_insert(table, case_id="$2", unit_path="$3"), rows)
        elif table.name in city.hanging:
            column = city.hanging[table.name]
            await connection.execute(_insert(table, **{column.name: "way"}), list(city.above(table.name)))


_CASE = {
    "id": "way", "district_path": "$2", "registered_by": "$3", "secrecy": "$4", "respondent_path": "$5", "gate": "$6",
}  # fmt: skip


def _bound(case: CaseRow) -> tuple[object, ...]:
    return [case.id], case.district_path, case.owner, case.secrecy, case.respondent, case.gate


@pytest.fixture
async def city(plugged: Plugged) -> AsyncIterator[City]:
    """Sixty cases with something of everything."""
    await raise_wall(plugged.dsn)
    names = {row[0] for row in await plugged.pool.fetch("select tablename from pg_tables where schemaname = 'public'")}
    tables = MetaData()
    for table in metadata.sorted_tables:
        if table.name in names:
            table.to_metadata(tables)
    low = await open_pool(login_as(plugged.dsn, APP), size=1)
    rnd = random.Random(2026)
    found = City(plugged.pool, low, tables, people.cases(rnd, CASES, [new_id() for _ in range(6)]))
    async with plugged.pool.acquire() as connection, connection.transaction():
        await _fill(found, connection)
    yield found
    await low.close()


async def _reclassify(city: City, rnd: random.Random) -> None:
    """Raise or lower the secrecy of every fourth case."""
    for place in rnd.sample(range(CASES), CASES // 4):
        city.cases[place] = replace(city.cases[place], secrecy=rnd.randrange(4))
    changed = [(case.id, case.secrecy) for case in city.cases]
    await city.pool.executemany("update case_file set secrecy = $2 where id = $1", changed)


async def test_what_the_lower_role_can_read_is_listed_with_a_reason(plugged: Plugged) -> None:
    await raise_wall(plugged.dsn)
    walled = await plugged.pool.fetch("select relname from pg_class where relrowsecurity")
    kept, found, every = {name for (name,) in walled}, dict[str, set[str]](), dict[str, set[str]]()
    for table, column, readable in await plugged.pool.fetch(_READABLE, APP):
        every.setdefault(table, set()).add(column)
        if readable:
            found.setdefault(table, set()).add(column)

    listed = {line["table"]: line for line in LISTED}
    reviewed = {
        name: every[name] if line["columns"] == "*" else set(line["columns"].split()) for name, line in listed.items()
    }
    assert found == reviewed, (
        "say in tests/house/low_columns.csv what hotline_app needs it for, or mark it in the table's info"
    )
    assert {name: line["rows"] for name, line in listed.items()} == {
        name: "kept" if name in kept else "all" for name in found
    }
    assert {name for name, line in listed.items() if line["columns"] == "*"} <= kept
    assert all(line["why"] for line in LISTED)


async def test_the_lower_role_reads_what_the_filter_opens_below_the_line_and_nothing_else(city: City) -> None:
    rnd = random.Random(20261123)
    owners = sorted({case.owner for case in city.cases})
    everything = {case.id for case in city.cases} | city.parts.keys()
    rows = sum(len(city.above(table)) for table in city.hanging)
    decisions = told = 0

    while decisions < DECISIONS:
        await _reclassify(city, rnd)
        assert await city.read(everything) == city.expected(everything)
        for number in range(VIEWERS):
            viewer = people.viewer(rnd, people.arbitrary_matrix(rnd), owners)
            opened, parts, _ = in_python(viewer, OPERATION, city.cases)
            if number < FILTERED:
                await _agrees(city, viewer, opened, parts)
            seen = await city.read(opened | parts)
            assert seen == city.expected(opened | parts), viewer.grants
            decisions, told = decisions + rows, told + seen.total()

    assert len(city.hanging) > 40
    assert 0.05 < told / decisions < 0.9


async def _agrees(city: City, viewer: Viewer, opened: set[UUID], parts: set[UUID]) -> None:
    """The filter itself, asked through the wall, is the one in Python below the line."""
    below = {case.id for case in city.cases if case.secrecy <= HIGHEST_OF_APP}
    kept = {part for part, case in city.parts.items() if case.id in below}
    assert await in_sql(Read(city.low), viewer, OPERATION) == (opened & below, parts & kept, opened & below)
    assert viewer.clearance > HIGHEST_OF_APP or (opened <= below and parts <= kept)


async def test_rows_that_hang_on_no_case_are_kept_by_their_own_secrecy_if_they_have_one(city: City) -> None:
    alone = [name for name, way in ways(city.tables).items() if way is None and name != case_file.name]
    free = [name for name, column in city.hanging.items() if column.nullable]

    assert sorted(alone) == ["counted", "counter", "export", "past_rate"]
    assert sorted(free) == ["attachment", "legal_desk_conflict", "utility_queues_outage"]
    async with city.pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        for name in set(alone) - {"counted"}:
            await connection.execute(_insert(city.tables.tables[name]), [UUID(int=number) for number in range(8)])
        for name in free:
            more = {"party_kind": "'PERSON'"} if name == "legal_desk_conflict" else {}
            await connection.execute(_insert(city.tables.tables[name], **more), [UUID(int=0)])
    for name in set(alone) - {"counted"}:
        assert Counter(row[0] for row in await city.low.fetch(f"select secrecy from {name}")) == {0: 2, 1: 2}
    for name in free:
        assert await city.low.fetchval(f"select count(*) from {name} where {city.hanging[name].name} is null") == 1


async def test_nothing_above_the_line_is_written_through_the_lower_role(city: City) -> None:
    secret = next(case for case in city.cases if case.secrecy > HIGHEST_OF_APP and case.assignments)
    shown = next(case for case in city.cases if case.secrecy <= HIGHEST_OF_APP and case.assignments)
    before = await _contents(city)

    for name, column in city.hanging.items():
        of_part = city.above(name) is not None and next(iter(city.above(name))) in city.parts
        above, below = [next(iter(one.assignments)) if of_part else one.id for one in (secret, shown)]
        table, key = city.tables.tables[name], column.name
        for refused in (
            (_insert(table, **{"id": "gen_random_uuid()"} if "id" in table.c else {}, **{key: "way"}), [above]),
            (f"update {name} set {key} = $2 where {key} = $1", below, above),
        ):
            with pytest.raises(asyncpg.PostgresError, match=r"row-level security|append-only"):
                await city.low.execute(*refused)
        assert await city.low.execute(f"update {name} set {key} = {key} where {key} = $1", above) == "UPDATE 0", name
        assert await city.low.execute(f"delete from {name} where {key} = $1", above) == "DELETE 0", name
    for statement in (
        f'insert into case_file select (jsonb_populate_record(c, \'{{"secrecy": 2, "id": "{new_id()}"}}\')).*'
        f" from case_file c where id = '{shown.id}'",
        f"update case_file set secrecy = 2 where id = '{shown.id}'",
        f"update case_event set secrecy = 2 where case_id = '{shown.id}'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await city.low.execute(statement)

    assert await _contents(city) == before


async def _contents(city: City) -> Sequence[Any]:
    rows = "count(*), md5(string_agg(x::text, '' order by x::text))"
    each = (f"select '{name}', {rows} from {name} x" for name in (*city.hanging, case_file.name))
    return list(map(tuple, await city.pool.fetch(" union all ".join(each))))
