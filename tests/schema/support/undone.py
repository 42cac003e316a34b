"""Mutations whose effects are undone: their transactions become savepoints of one that is rolled back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class OneConnection:
    """A pool of one connection; reads that were meant to run side by side take turns."""

    def __init__(self, connection: Any) -> None:
        self._connection, self._turn = connection, asyncio.Lock()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """The connection."""
        async with self._turn:
            yield self._connection

    async def fetch(self, sql: str, *values: object) -> Any:
        """All rows."""
        async with self._turn:
            return await self._connection.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: object) -> Any:
        """The first row."""
        async with self._turn:
            return await self._connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: object) -> Any:
        """The first value."""
        async with self._turn:
            return await self._connection.fetchval(sql, *values)


@asynccontextmanager
async def undone(pool: Any) -> AsyncIterator[OneConnection]:
    """A pool for what is undone at the end."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield OneConnection(connection)
        finally:
            await transaction.rollback()
