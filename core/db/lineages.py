"""Migrations: one Alembic lineage per owner, core first, so that removing a plug-in never blocks anyone's upgrade.

A lineage is a folder of revisions, the tables they make, and a version table of its own. Upgrades of one database wait for
one another on a row lock; each revision runs in its own transaction and gives up waiting for a table lock after 200 ms, to
be tried again, so that a long reader delays the migration and never the service behind it.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, pool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from core.tables import CORE, metadata

if TYPE_CHECKING:
    from core.plugin.host import PluginHost

ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Lineage:
    """The migrations of one owner: `core`, or a plug-in's name; `folder` holds the revisions, `tables` what they make."""

    owner: str
    folder: Path
    tables: tuple[Table, ...]

    @property
    def metadata(self) -> MetaData:
        """Where the tables are declared, beside those of other owners."""
        return metadata

    @property
    def version_table(self) -> str:
        """Where this owner's revision is kept."""
        return "alembic_version" if self.owner == "core" else f"alembic_version_{self.owner}"

    def owns(self, _object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        """Whether Alembic shall look at it, in Alembic's own terms: at no other owner's tables."""
        return kind != "table" or any(table.name == name for table in self.tables)

    def config(self, connection: Connection | None = None) -> Config:
        """Alembic's configuration, without a file; every lineage runs by the core's env.py."""
        config = Config()
        config.set_main_option("script_location", _option(_migrations()))
        config.set_main_option("version_locations", _option(self.folder))
        config.set_main_option("path_separator", "newline")
        config.attributes.update(lineage=self, connection=connection)
        return config

    def head(self) -> str | None:
        """The newest revision of the folder; two heads are refused by Alembic."""
        return ScriptDirectory.from_config(self.config()).get_current_head()


def core_lineage() -> Lineage:
    """The core's own lineage, in the checkout or in the installed package."""
    return Lineage("core", _migrations() / "versions", CORE)


def plugin_lineages(host: "PluginHost") -> tuple[Lineage, ...]:
    """One for each loaded plug-in with tables, in load order: after those it requires."""
    made = {loaded.manifest.name: (loaded, tables) for loaded, tables in host.each("tables")}
    return tuple(Lineage(name, loaded.folder / "migrations", tuple(tables)) for name, (loaded, tables) in made.items())


def _migrations() -> Path:
    installed = Path(__file__).parents[1] / "_migrations"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "migrations"


def _option(path: Path) -> str:
    return str(path).replace("%", "%%")


async def upgrade(dsn: str, lineages: Sequence[Lineage] | None = None) -> None:
    """Bring every lineage to its head, waiting for anybody who is doing the same."""
    async with _alone(dsn):
        for lineage in lineages or (core_lineage(),):
            await _patiently(dsn, lineage, lambda config: command.upgrade(config, "head"))


async def downgrade(dsn: str, lineage: Lineage, revision: str = "base") -> None:
    """Go back to `revision`; `base` removes the owner's tables."""
    async with _alone(dsn):
        await _patiently(dsn, lineage, lambda config: command.downgrade(config, revision))


async def current(dsn: str, lineage: Lineage) -> str | None:
    """The revision the database is at, or None."""
    async with _connect(dsn) as connection:
        return await connection.run_sync(lambda sync: _context(sync, lineage).get_current_revision())


async def differences(dsn: str, lineage: Lineage) -> list[Any]:
    """What the models say and the migrated database does not; empty when no migration is missing."""
    async with _connect(dsn) as connection:
        found: list[Any] = await connection.run_sync(
            lambda sync: compare_metadata(_context(sync, lineage), lineage.metadata)
        )
    return found


def _context(connection: Connection, lineage: Lineage) -> MigrationContext:
    opts = {"version_table": lineage.version_table, "include_object": lineage.owns, "compare_type": True}
    return MigrationContext.configure(connection, opts=opts)


async def _patiently(dsn: str, lineage: Lineage, run: Callable[[Config], None]) -> None:
    for attempt in range(ATTEMPTS):
        try:
            async with _connect(dsn) as connection:
                await connection.run_sync(lambda sync: run(lineage.config(sync)))
        except DBAPIError as error:
            if "LockNotAvailable" not in repr(error.orig) or attempt == ATTEMPTS - 1:
                raise
            await asyncio.sleep(random.uniform(0.1, 0.5))  # noqa: S311 - jitter, not a secret
        else:
            return


@asynccontextmanager
async def _connect(dsn: str) -> AsyncIterator[AsyncConnection]:
    async def connect() -> "asyncpg.Connection[Any]":
        return await asyncpg.connect(dsn, server_settings={"timezone": "UTC", "lock_timeout": "200ms"})

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _alone(dsn: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(dsn)
    try:
        # Two that create it in the same instant collide in the catalogue in spite of IF NOT EXISTS; one of them has made it.
        with suppress(asyncpg.UniqueViolationError, asyncpg.DuplicateObjectError, asyncpg.DuplicateTableError):
            await connection.execute("create table if not exists migration_lock (name text primary key)")
        await connection.execute("insert into migration_lock values ('all') on conflict do nothing")
        async with connection.transaction():
            await connection.execute("select name from migration_lock where name = 'all' for update")
            yield
    finally:
        await connection.close()
