"""The database of a run: a city on an ordinary day, kept until the first of its clocks would run out."""

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from time import monotonic

import asyncpg

from benchmarks.data.lives import Lives
from benchmarks.data.multiply import MOST, multiply
from benchmarks.data.thin import multiply_thinly
from core.counters.count import recount
from core.db.lineages import core_lineage, current, upgrade
from core.db.private import Cluster
from tests.support.database import connection, dsn_of
from tests.support.office import open_office, seed

FIRST = MOST
"""Cases led by commands; all others are copies of them."""

QUIET = timedelta(hours=1)
"""No clock may run out for so long: the timers that fire would be measured, too."""

FULL = 1_000_000
"""A larger city is thin, see `benchmarks.data.thin`: in full it would take hours to seal."""


async def city(cluster: Cluster, cases: int) -> str:
    """The address of a database with so many cases, made if there is none yet or the last one has grown old."""
    name, draft = f"city_{cases}", f"city_{cases}_draft"
    async with connection(cluster.dsn) as administration:
        if await _usable(administration, cluster, name):
            return dsn_of(cluster, name)
        await administration.execute(f"drop database if exists {name} with (force)")
        await administration.execute(f"drop database if exists {draft} with (force)")
        await administration.execute(f"create database {draft}")
        await _fill(dsn_of(cluster, draft), cases)
        await administration.execute(f"alter database {draft} rename to {name}")
    return dsn_of(cluster, name)


async def _usable(administration: "asyncpg.Connection[asyncpg.Record]", cluster: Cluster, name: str) -> bool:
    if not await administration.fetchval("select exists (select from pg_database where datname = $1)", name):
        return False
    if await current(dsn_of(cluster, name), core_lineage()) != core_lineage().head():
        await upgrade(dsn_of(cluster, name))
    async with connection(dsn_of(cluster, name)) as database:
        first = await database.fetchval("select min(due_at) from timer where state = 'ARMED'")
    return bool(first - datetime.now(UTC) > QUIET)


async def _fill(dsn: str, cases: int) -> None:
    began = monotonic()
    await upgrade(dsn)
    await seed(dsn)
    async with open_office(dsn) as office:
        lives = Lives(office, random.Random(2026_01_01))
        await lives.open()
        now = datetime.now(UTC)
        await lives.all(FIRST, now)
        await _without_the_hasty(office.pool, now)
        first = await office.pool.fetchval("select count(*) from case_file")
        _tell(f"{first} cases led by commands ({monotonic() - began:.0f} s)")
        copies = round(cases / first)
        if cases > FULL:
            await multiply_thinly(office.pool, copies, _tell)
        else:
            await multiply(office.pool, office.services, copies, _tell)
        _tell("counting")
        await recount(office.pool, now)
        await office.pool.execute("vacuum (analyze) counter")
        counted = await office.pool.fetchval("select count(*) from case_file")
    _tell(f"{counted:,} cases ({monotonic() - began:.0f} s)\n")


async def _without_the_hasty(pool: "asyncpg.Pool[asyncpg.Record]", now: datetime) -> None:
    """Take cases away whose clocks run out within the next hours."""
    hasty = "select case_id from timer where state = 'ARMED' and due_at < $1"
    tables = (
        "timer",
        "clock",
        "contact",
        "feedback",
        "callback",
        "triage",
        "reporter",
        "case_event",
        "assignment",
        "case_file",
    )
    async with pool.acquire() as connection_, connection_.transaction():
        cases = [row[0] for row in await connection_.fetch(hasty, now + timedelta(hours=4))]
        for table in tables:
            column = {"case_file": "id"}.get(table, "case_id")
            if table in ("contact", "feedback"):
                await connection_.execute(
                    f"delete from {table} where assignment_id in (select id from assignment where case_id = any($1))",
                    cases,
                )
            else:
                await connection_.execute(f"delete from {table} where {column} = any($1)", cases)


def _tell(line: str) -> None:
    sys.stderr.write(f"\r\033[K{line}")
    sys.stderr.flush()


if __name__ == "__main__":
    from benchmarks.cluster import database_of_the_run

    with database_of_the_run() as cluster:
        asyncio.run(city(cluster, int(sys.argv[1])))
