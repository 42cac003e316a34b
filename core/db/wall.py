"""The second wall: what a database role may reach, whatever statement it is brought to run.

`hotline_app` is who asks for principals cleared up to PRIVACY: rows kept more closely do not exist for it, nor does anything
that hangs on them. `hotline_sealed` is who asks for those cleared higher, and who works in the background. The wall is read off
the tables (`core.db.grants`): a row that refers to a kept row is kept with it, another with a secrecy of its own by that, what
is marked NEED_TO_KNOW is out of reach as it says, and of what hangs on no case nothing sealed can be read. A table that is added
later stands behind the wall without being named here, and until it is raised again `hotline_app` may do nothing with it.
"""

import asyncio
import random
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import MetaData

from core.db.alone import alone
from core.db.base import metadata
from core.db.grants import APP, SEALED, kept_by, statements
from core.errors import DomainError

ATTEMPTS = 150


class WallRefused(DomainError):
    """The login may not make or change the roles."""


def login_as(dsn: str, role: str) -> str:
    """The address with another user and no password: for a database where the kernel vouches for the user."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}@{host}").geturl()


def _version(tables: MetaData) -> str:
    return f"wall {sha256(repr(statements(tables)).encode()).hexdigest()[:32]}"


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
