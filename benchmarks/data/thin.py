"""Millions of cases by SQL alone, for growth: of each case two events and two clocks with their timers, no contacts, no
feedback, and sealed texts that are the first one's bytes. They open nowhere; what reads masks, lists and counts, and what
registers, finds a table as large as a province's.
"""

from collections.abc import Callable
from typing import Any

import asyncpg

from benchmarks.data.multiply import A_DAY, FUNCTIONS, MOST, columns_of, cut_log, expression, quoted, without_indexes
from core.ids import case_number

TABLES = ("case_file", "reporter", "assignment", "callback", "clock", "timer", "case_event")

NUMBER = """
create or replace function bench_number(day date, n bigint) returns text language sql immutable parallel safe as $$
  with given as (select to_char($1, 'YYYYMMDD') || lpad($2::text, 6, '0') as digits)
  select 'TA' || digits || (10 - (select sum(case when at % 2 = 0 then digit / 5 + digit * 2 % 10 else digit end)
    from (select at, substr(digits, at, 1)::int as digit from generate_series(1, 14) at) x) % 10) % 10 from given $$;
"""
"""As `core.ids.case_number` has it; the numbers of copies are those of `multiply`."""

_KEPT = {
    "clock": "select id from (select id, row_number() over (partition by case_id order by state in ('RUNNING', 'PAUSED') desc,"
    " started_at desc) as at from first_clock) x where at <= 2",
    "timer": "select id from first_timer where clock_id in (select id from first_clock)",
    "case_event": "select id from (select id, row_number() over (partition by case_id order by case_version, seq) as born,"
    " row_number() over (partition by case_id order by case_version desc, seq desc) as at from first_case_event) x"
    " where 1 in (born, at)",
}
_NUMBER = f"(copy::bigint * {MOST} + number)"
_UNLIKE = "substr(sha256(uuid_send(bench_id(id, copy))), 1, octet_length({}))"
_OWN = {
    (
        "case_file",
        "case_no",
    ): f"bench_number((registered_at at time zone 'Asia/Shanghai')::date - 1 - ({_NUMBER} / {A_DAY})::int,"
    f" {MOST} + {_NUMBER} % {A_DAY})",
    ("reporter", "phone_index"): _UNLIKE.format("phone_index"),
    ("reporter", "repeat_key"): _UNLIKE.format("repeat_key"),
}


async def multiply_thinly(pool: Any, copies: int, tell: Callable[[str], None]) -> None:
    """Make `copies` of every case there is, the first ones included."""
    async with pool.acquire() as connection:
        await connection.execute(FUNCTIONS + NUMBER)
        await _check_numbers(connection)
        indexes = await without_indexes(connection, TABLES)
        await connection.execute("set session_replication_role = replica; set maintenance_work_mem = '512MB'")
        for table in TABLES:
            tell(table)
            await _copy(connection, table, copies)
        for number, index in enumerate(indexes, start=1):
            tell(f"index {number} of {len(indexes)}")
            await connection.execute(index, timeout=3600)
        await connection.execute("reset session_replication_role; reset maintenance_work_mem")
        await cut_log(connection)
        for table in (*TABLES, "event_log", "outbox"):
            tell(f"vacuum {table}")
            await connection.execute(f"vacuum (freeze, analyze) {table}", timeout=3600)


async def _check_numbers(connection: "asyncpg.Connection[Any]") -> None:
    rows = await connection.fetch(
        "select day::date, bench_number(day::date, n) as made, n from generate_series(7919, 999999, 99199) n, "
        "generate_series(date '2026-01-01', '2026-01-05', '1 day') day"
    )
    assert all(row["made"] == case_number(row["day"], row["n"]) for row in rows)


async def _copy(connection: "asyncpg.Connection[Any]", table: str, copies: int) -> None:
    await connection.execute(
        f"create temp table first_{table} as select *, row_number() over (order by id) - 1 as number, '{{}}'::uuid[] as ids "
        f"from {table}"
    )
    if table in _KEPT:
        await connection.execute(f"delete from first_{table} where id not in ({_KEPT[table]})")
    names = await columns_of(connection, table)
    chosen = ", ".join(_OWN.get((table, name)) or expression(table, name) for name in names)
    await connection.execute(
        f"insert into {table} ({', '.join(map(quoted, names))}) select {chosen} "
        f"from generate_series(1, {copies - 1}) copy cross join first_{table}",
        timeout=3600,
    )
