"""Reading and writing: `Read` for answers, `UnitOfWork` for one business transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, Table

from core.db.statement import prepare, prepare_insert, prepare_update
from core.events.bus import OUTBOX
from core.services import Services

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
    """One connection and one READ COMMITTED transaction; `now` is the command's instant, the same for all it does.

    Opened only by the mutation layer, a CLI command, a timer or an after-effect; commands never open, commit or catch.
    """

    def __init__(self, connection: Any, services: Services) -> None:
        super().__init__(connection)
        self.services = services
        self.now: datetime = services.clock.now()
        self.recorded = False
        """Whether it has put events into the outbox."""

    async def execute(self, statement: ClauseElement, **values: object) -> int:
        """Run a writing statement; the number of rows it touched."""
        prepared = prepare(statement)
        status: str = await self._run.execute(prepared.sql, *prepared.bind(values))
        return int(status.rsplit(" ", 1)[-1])

    async def execute_many(self, statement: ClauseElement, rows: Sequence[Mapping[str, object]]) -> None:
        """Run a writing statement once per row, in one round trip."""
        if rows:
            prepared = prepare(statement)
            await self._run.executemany(prepared.sql, [prepared.bind(row) for row in rows])

    async def insert(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that all have the same columns."""
        if not rows:
            return
        prepared = prepare_insert(table, tuple(rows[0]))
        if len(rows) == 1:
            await self._run.execute(prepared.sql, *prepared.bind(rows[0]))
        else:
            await self._run.executemany(prepared.sql, [prepared.bind(row) for row in rows])

    async def insert_new(self, table: Table, row: Mapping[str, object]) -> bool:
        """Insert one row unless a unique key has it already; whether it was inserted. A twin is waited for."""
        prepared = prepare_insert(table, tuple(row))
        status: str = await self._run.execute(f"{prepared.sql} ON CONFLICT DO NOTHING", *prepared.bind(row))
        return status.endswith(" 1")

    async def update(self, table: Table, where: Mapping[str, object], values: Mapping[str, object]) -> int:
        """Set columns of the rows whose columns equal `where`; the number of rows."""
        prepared = prepare_update(table, tuple(values), tuple(where))
        arguments = prepared.bind({**values, **{f"where_{name}": value for name, value in where.items()}})
        status: str = await self._run.execute(prepared.sql, *arguments)
        return int(status.rsplit(" ", 1)[-1])


@asynccontextmanager
async def unit_of_work(pool: Any, services: Services) -> AsyncIterator[UnitOfWork]:
    """Open the transaction; commit at the end, roll back on any exception. Its events are then numbered at once."""
    async with pool.acquire() as connection, connection.transaction():
        uow = UnitOfWork(connection, services)
        yield uow
    if uow.recorded:
        services.bus.strike(OUTBOX)
