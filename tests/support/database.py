"""The databases of a test run: one private PostgreSQL for all its workers, and copies of a migrated template in it."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from core.db.cluster import locks
from core.db.lineages import upgrade
from core.db.private import Cluster, ensure, private_postgres, release
from core.db.wall import raise_wall

TEMPLATE = "migrated"
_LONG = 1 << 19
"""Bytes of a table's file that are too many to be gone through by every test to come."""


def programs() -> Path | None:
    """PostgreSQL's programs, where HOTLINE_TEST_POSTGRES_BIN chooses others than the wheel's."""
    chosen = os.environ.get("HOTLINE_TEST_POSTGRES_BIN")
    return Path(chosen) if chosen else None


def run_directory(run: str) -> Path:
    """Where the cluster of the test run lives."""
    return Path(tempfile.gettempdir()) / f"hotline-tests-{run}"


@contextmanager
def shared_cluster(run: str) -> Iterator[Cluster]:
    """The run's PostgreSQL, started by the first worker that asks. It forgets what it wrote if the machine fails."""
    directory = run_directory(run)
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    with private_postgres(directory, durable=False, binaries=programs()) as cluster:
        yield cluster


def discard(run: str) -> None:
    """Stop the run's PostgreSQL, which a killed worker may have left, and remove its files."""
    if run_directory(run).exists():
        release(ensure(run_directory(run), durable=False, binaries=programs()))
        shutil.rmtree(run_directory(run))


def dsn_of(cluster: Cluster, database: str) -> str:
    """The address of another database of the cluster."""
    return urlsplit(cluster.dsn)._replace(path=f"/{database}").geturl()


@asynccontextmanager
async def new_database(cluster: Cluster, name: str, template: str = "template1") -> AsyncIterator[str]:
    """The address of a database that is a copy of `template` and is dropped after the block."""
    await _administer(cluster, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield dsn_of(cluster, name)
    finally:
        await _administer(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


async def migrated_template(cluster: Cluster, run: str) -> str:
    """The name of a database with every migration applied, made by the first worker that asks."""
    with locks.alone(run_directory(run) / "template.lock"):
        if not await _administer(cluster, f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            # Statistics of what comes and goes with every test would change plans by chance.
            await _administer(cluster, "ALTER SYSTEM SET autovacuum = off")
            await _administer(cluster, "SELECT pg_reload_conf()")
            await _administer(cluster, "DROP DATABASE IF EXISTS migrating")
            await _administer(cluster, "CREATE DATABASE migrating")
            await upgrade(dsn_of(cluster, "migrating"))
            await raise_wall(dsn_of(cluster, "migrating"))
            await _administer(cluster, f"ALTER DATABASE migrating RENAME TO {TEMPLATE}")
    return TEMPLATE


async def filled_template(
    cluster: Cluster, run: str, template: str, name: str, fill: Callable[[str], Awaitable[None]]
) -> str:
    """The name of a copy of `template` that `fill` has written to, made by the first worker that asks."""
    with locks.alone(run_directory(run) / f"{name}.lock"):
        if not await _administer(cluster, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            await _administer(cluster, f"DROP DATABASE IF EXISTS {name}_making")
            await _administer(cluster, f'CREATE DATABASE {name}_making TEMPLATE "{template}"')
            await fill(dsn_of(cluster, f"{name}_making"))
            await _administer(cluster, f"ALTER DATABASE {name}_making RENAME TO {name}")
    return name


async def business_tables(dsn: str) -> list[str]:
    """The tables that a freshly migrated database has empty; the others hold what the migrations know."""
    async with connection(dsn) as database:
        names = await database.fetch("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in names if not await database.fetchval(f"SELECT EXISTS (TABLE {name})")]


async def truncate(dsn: str, tables: list[str]) -> None:
    """Empty the tables in one statement, if a row was written. A transaction left open is an error after 5 seconds."""
    if not tables:
        return
    async with connection(dsn) as database:
        if await database.fetchval(f"SELECT {' OR '.join(f'EXISTS (TABLE {name})' for name in tables)}"):
            await database.execute("SET lock_timeout = '5s'")
            await database.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")


async def delete_all(database: Any, tables: Sequence[str]) -> None:
    """Delete every row of the tables, whatever refers to what.

    TRUNCATE makes the files of all tables and indexes anew, and every connection's plans: most tests write a few rows, and
    it would take longer than they do. It comes when what was deleted fills a file.
    """
    looks = (f"SELECT '{name}' name, EXISTS (TABLE {name}) filled, pg_relation_size('{name}') size" for name in tables)
    found = await database.fetch(" UNION ALL ".join(looks))
    if any(row["size"] > _LONG for row in found):
        await database.execute(f"TRUNCATE {', '.join(tables)}")
    elif filled := [row["name"] for row in found if row["filled"]]:
        async with database.transaction():
            await database.execute("SET LOCAL session_replication_role = replica")  # references are not looked at
            await database.execute("; ".join(f"DELETE FROM {name}" for name in filled))


@asynccontextmanager
async def connection(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """One connection for the block."""
    database = await asyncpg.connect(dsn)
    try:
        yield database
    finally:
        await database.close()


async def _administer(cluster: Cluster, statement: str) -> object:
    async with connection(cluster.dsn) as database:
        return await database.fetchval(statement)
