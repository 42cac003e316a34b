"""Reads for hooks that run inside a command: whatever they break, the command's transaction goes on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from core.db.uow import Read, UnitOfWork

_MAKE = "SAVEPOINT plugin_read"
_KEEP = "RELEASE SAVEPOINT plugin_read"
_UNDO = "ROLLBACK TO SAVEPOINT plugin_read; RELEASE SAVEPOINT plugin_read"


@asynccontextmanager
async def shielded(read: Read) -> AsyncIterator[Read]:
    """A Read to hand to a plug-in.

    In a unit of work it reads behind a savepoint, which is made at the first statement and rolled back when the block
    raises; it cannot write, and it is of no use after the block. Outside a transaction there is nothing to shield.
    """
    if not isinstance(read, UnitOfWork):
        yield read
        return
    shield = _Shield(read)
    try:
        yield shield
    except BaseException:
        await shield.end(_UNDO)
        raise
    await shield.end(_KEEP)


class _Shield(Read):
    def __init__(self, uow: UnitOfWork) -> None:
        self._savepoint = _Savepoint(uow._run)
        super().__init__(self._savepoint)

    async def end(self, statement: str) -> None:
        await self._savepoint.end(statement)


class _Savepoint:
    """Runs statements on a connection as asyncpg does, the first one behind a savepoint."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._made: asyncio.Task[Any] | None = None
        self._over = False

    async def fetch(self, sql: str, *values: object) -> Sequence[Any]:
        await self._ready()
        rows: Sequence[Any] = await self._connection.fetch(sql, *values)
        return rows

    async def fetchrow(self, sql: str, *values: object) -> Any:
        await self._ready()
        return await self._connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: object) -> Any:
        await self._ready()
        return await self._connection.fetchval(sql, *values)

    async def end(self, statement: str) -> None:
        self._over = True
        if self._made is not None:
            await self._made
            await self._connection.execute(statement)

    async def _ready(self) -> None:
        """Make the savepoint; who is cut off meanwhile does not stop it, or nobody would know whether it is there."""
        if self._over:
            raise RuntimeError("the hook is over, and with it what it was given to read")
        if self._made is None:
            self._made = asyncio.ensure_future(self._connection.execute(_MAKE))
        await asyncio.shield(self._made)
