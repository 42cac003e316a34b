"""One at a time in a database, whoever changes its tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg


@asynccontextmanager
async def alone(dsn: str) -> AsyncIterator[None]:
    """Wait for anybody who is in such a block, and keep others out for this one."""
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
