"""The second wall: what a database role may reach, whatever statement it is brought to run.

`hotline_app` is who asks for principals cleared up to PRIVACY: rows kept more closely do not exist for it, nor does anything
that hangs on them. `hotline_sealed` is who asks for those cleared higher, and who works in the background. The wall is read off
the tables: a row with a secrecy of its own is kept by it, a row that refers to a kept row is kept with it, a table that is
marked NEED_TO_KNOW is out of reach as a whole, and of what hangs on no case nothing sealed can be read. A table that is added
later stands behind the wall without being named here, and until it is raised again `hotline_app` may do nothing with it.
"""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import MetaData, Table

from core.db.alone import alone
from core.db.base import NEED_TO_KNOW, metadata
from core.errors import DomainError

APP, SEALED = "hotline_app", "hotline_sealed"
HIGHEST_OF_APP = 1
"""PRIVACY: the highest secrecy whose rows `hotline_app` reaches."""
CIPHERTEXT = ("_sealed", "_index")
"""How the columns of a sealed field end that are not its mask."""
ATTEMPTS = 150


class WallRefused(DomainError):
    """The login may not make or change the roles."""


def login_as(dsn: str, role: str) -> str:
    """The address with another user and no password: for a database where the kernel vouches for the user."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}@{host}").geturl()


def kept_by(tables: MetaData = metadata) -> Mapping[str, str]:
    """What must hold of a row for `hotline_app`, in SQL, by the name of each table that the wall stands before."""
    found: dict[str, str] = {}
    for table in tables.sorted_tables:  # what a table refers to comes before it
        terms = [term for term in (_own(table), _through(table, found)) if term]
        if terms:
            found[table.name] = " and ".join(terms)
    return found


def _own(table: Table) -> str | None:
    return f"secrecy <= {HIGHEST_OF_APP}" if "secrecy" in table.c else None


def _through(table: Table, kept: Mapping[str, str]) -> str | None:
    """By the case, where the row names one, else by the first kept row it must refer to."""
    ways = [(column, key.column) for column in table.c for key in column.foreign_keys if key.column.table.name in kept]
    ways = [(column, key) for column, key in ways if key.table is not table]
    if not ways:
        return None
    column, key = min(ways, key=lambda way: (way[0].name != "case_id", way[0].nullable))
    # Without the offset PostgreSQL would hash every case of the city, before it reads the first row, where it expects many.
    above = f"exists (select from {key.table.name} above where above.{key.name} = {table.name}.{column.name} offset 0)"
    return f"({table.name}.{column.name} is null or {above})" if column.nullable else above


def statements(tables: MetaData = metadata) -> Sequence[Sequence[str]]:
    """What raises it, a transaction each; any of them may be run again."""
    names = ", ".join(f'"{name}"' for name in sorted(tables.tables))
    return [
        tuple(_grants(names, tables)),
        *(tuple(_policies(name, kept, tables)) for name, kept in sorted(kept_by(tables).items())),
    ]


def _grants(names: str, tables: MetaData) -> Iterator[str]:
    hidden = sorted(one.name for one in tables.tables.values() if one.info.get(NEED_TO_KNOW) == "hidden")
    written = sorted(one.name for one in tables.tables.values() if one.info.get(NEED_TO_KNOW) == "written")
    yield f"grant usage on schema public to {APP}, {SEALED}"
    yield f"grant create on schema public to {SEALED}"
    yield f"grant usage, select on all sequences in schema public to {APP}, {SEALED}"
    yield f"grant all on {names} to {SEALED}"
    yield f"grant select, insert, update, delete on {names} to {APP}"
    yield f"grant select on migration_lock to {APP}, {SEALED}"
    yield f"grant update on migration_lock to {SEALED}"
    for name, open_columns in _half_open(tables).items():
        yield f'revoke all on "{name}" from {APP}'
        yield f'grant insert, update, delete on "{name}" to {APP}'
        yield f'grant select ({", ".join(open_columns)}) on "{name}" to {APP}'
    for name in hidden:
        yield f'revoke all on "{name}" from {APP}'
    for name in written:
        yield f'revoke all on "{name}" from {APP}'
        yield f'grant insert on "{name}" to {APP}'
    # New partitions of the log are made, and old ones dropped, by who works in the background.
    yield _OWNED


def _half_open(tables: MetaData) -> Mapping[str, Sequence[str]]:
    """The columns that can be read of tables that hang on no case and hold something sealed: ordinary reads take its mask."""
    free = [one for one in tables.sorted_tables if one.name not in kept_by(tables) and not one.info.get(NEED_TO_KNOW)]
    found = {one.name: [f'"{held.name}"' for held in one.c if not held.name.endswith(CIPHERTEXT)] for one in free}
    return {one.name: found[one.name] for one in free if len(found[one.name]) < len(one.c)}


def _policies(name: str, kept: str, tables: MetaData) -> Iterator[str]:
    # A row is written in one statement with the row it refers to, which is not there yet for that statement.
    written = _own(tables.tables[name]) or "true"
    yield f'drop policy if exists app_rows on "{name}"'
    yield f'drop policy if exists sealed_rows on "{name}"'
    yield f'create policy app_rows on "{name}" to {APP} using ({kept}) with check ({written})'
    yield f'create policy sealed_rows on "{name}" to {SEALED} using (true) with check (true)'
    yield f'alter table "{name}" enable row level security'


def _version(tables: MetaData) -> str:
    return f"wall {sha256(repr(statements(tables)).encode()).hexdigest()[:32]}"


_OWNED = """do $$ declare one regclass; begin
    for one in select relid from pg_partition_tree('event_log') loop
        execute format('alter table %s owner to hotline_sealed', one);
    end loop; end $$"""
_ROLES = """do $$ declare one text; begin
    foreach one in array array['hotline_app', 'hotline_sealed'] loop
        begin
            execute format('create role %I login', one);
        exception when duplicate_object or unique_violation then null;
        end;
    end loop;
    -- Whoever makes the roles hands tables over to one of them, and must be of it for that.
    if not pg_has_role(current_user, 'hotline_sealed', 'member') then
        grant hotline_sealed to current_user;
    end if;
end $$"""
_STANDS = """select exists (select from migration_lock where name = $1)
    and (select count(*) = 2 and bool_and(has_table_privilege(oid, 'case_file', 'select'))
         from pg_roles where rolname in ('hotline_app', 'hotline_sealed'))
    and (select count(*) from pg_policies
         where policyname in ('app_rows', 'sealed_rows') and tablename = any($2)) = 2 * cardinality($2::text[])"""


async def stands(dsn: str) -> bool:
    """Whether the wall is as the database's tables need it."""
    connection = await asyncpg.connect(dsn)
    try:
        return await _stands(connection, await _there(connection))
    finally:
        await connection.close()


async def _stands(connection: "asyncpg.Connection[Any]", tables: MetaData) -> bool:
    return bool(await connection.fetchval(_STANDS, _version(tables), list(kept_by(tables))))


async def raise_wall(dsn: str) -> bool:
    """Make the roles and what they may; False if all was there. `dsn` logs in as the owner of the tables.

    Raises WallRefused if that login may not make roles.
    """
    try:
        async with alone(dsn):
            return await _raised(dsn)
    except asyncpg.InsufficientPrivilegeError as error:
        raise WallRefused(f"The database's login may not make the roles {APP} and {SEALED}: {error}.") from None


async def _raised(dsn: str) -> bool:
    connection = await asyncpg.connect(dsn, server_settings={"lock_timeout": "200ms"})
    try:
        tables = await _there(connection)
        if await _stands(connection, tables):
            return False
        await connection.execute(_ROLES)
        for together in statements(tables):
            await _patiently(connection, together)
        await connection.execute("delete from migration_lock where name like 'wall %'")
        await connection.execute("insert into migration_lock values ($1)", _version(tables))
    finally:
        await connection.close()
    return True


async def _there(connection: "asyncpg.Connection[Any]") -> MetaData:
    """The tables we know of that the database has: not those of plug-ins that were never loaded here."""
    names = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    known = {row["tablename"] for row in names}
    found = MetaData()
    for table in metadata.sorted_tables:
        if table.name in known:
            table.to_metadata(found)
    return found


async def _patiently(connection: "asyncpg.Connection[Any]", together: Sequence[str]) -> None:
    """In one transaction, which waits for nobody long: who reads meanwhile must not wait behind it."""
    for attempt in range(ATTEMPTS):
        try:
            async with connection.transaction():
                for statement in together:
                    await connection.execute(statement)
        except asyncpg.LockNotAvailableError:
            if attempt == ATTEMPTS - 1:
                raise
            await asyncio.sleep(random.uniform(0.1, 0.5))  # noqa: S311 - jitter, not a secret
        else:
            return
