"""Reading and writing: `Read` for answers, `UnitOfWork` for one business transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, Table

from core.clock import Clock
from core.db.statement import prepare, prepare_insert

Row = Mapping[str, Any]


class Read:
    """Statements on one connection or, outside a transaction, on the pool."""

    def __init__(self, runner: Any) -> None:
        self._run = runner

    async def fetch(self, statement: ClauseElement, **values: object) -> Sequence[Row]:
        """All rows."""
        prepared = prepare(statement)
        rows: Sequence[Row] = await self._run.fetch(prepared.sql, *prepared.bind(values))
        return rows

    async def fetch_one(self, statement: ClauseElement, **values: object) -> Row | None:
        """The first row, or None."""
        prepared = prepare(statement)
        row: Row | None = await self._run.fetchrow(prepared.sql, *prepared.bind(values))
        return row

    async def fetch_value(self, statement: ClauseElement, **values: object) -> Any:
        """The first column of the first row, or None."""
        prepared = prepare(statement)
        return await self._run.fetchval(prepared.sql, *prepared.bind(values))


class UnitOfWork(Read):
    """One connection and one READ COMMITTED transaction; `now` is the command's instant.

    Opened only by the mutation layer, a CLI command, a timer or an after-effect; commands never open, commit or catch.
    """

    def __init__(self, connection: Any, now: datetime) -> None:
        super().__init__(connection)
        self.now = now

    async def execute(self, statement: ClauseElement, **values: object) -> int:
        """Run a writing statement; the number of rows it touched."""
        prepared = prepare(statement)
        status: str = await self._run.execute(prepared.sql, *prepared.bind(values))
        return int(status.rsplit(" ", 1)[-1])

    async def insert(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that all have the same columns."""
        if not rows:
            return
        prepared = prepare_insert(table, tuple(rows[0]))
        if len(rows) == 1:
            await self._run.execute(prepared.sql, *prepared.bind(rows[0]))
        else:
            await self._run.executemany(prepared.sql, [prepared.bind(row) for row in rows])


@asynccontextmanager
async def unit_of_work(pool: Any, clock: Clock) -> AsyncIterator[UnitOfWork]:
    """Open the transaction; commit at the end, roll back on any exception."""
    async with pool.acquire() as connection, connection.transaction():
        yield UnitOfWork(connection, clock.now())
