"""Writing: one business transaction."""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

import asyncpg
from sqlalchemy import ClauseElement, Delete, SelectBase, Table, Update
from sqlalchemy.dialects.postgresql import Insert

from core.db.batch import ID, MOST, Batch
from core.db.foresight import Foresight
from core.db.read import Read, Row
from core.db.statement import Prepared, prepare, prepare_insert, prepare_update
from core.db.together import Ask, Key, together
from core.db.touched import key_in
from core.db.upsert import conflict, renews
from core.errors import VersionMoved
from core.events.bus import OUTBOX
from core.services import Services

_LAST_ASKED = 64


class UnitOfWork(Read):
    """One business transaction on one connection; `now` is the command's instant, the same for all it does.

    Opened only by the mutation layer, a CLI command, a timer or an after-effect; commands never open, commit or catch.

    What is inserted, changed, claimed and told waits until the end, or until something is read from a table that it
    goes to, and is then sent as one statement. A unit that only reads before is that statement: there is no other
    transaction. One begins where it must: with a statement that locks, that writes and is asked how much, or with
    the second that writes.
    """

    def __init__(self, connection: Any, services: Services, traceparent: str | None = None) -> None:
        super().__init__(connection)
        self.services = services
        self.traceparent = traceparent
        """The trace that its events may tell of: that of whoever asked for it."""
        self.now: datetime = services.clock.now()
        self.recorded = False
        """Whether it has put events into the outbox."""
        self.asked: deque[Ask] = deque(maxlen=_LAST_ASKED)
        """What it has read last, one thing after the other."""
        self.touches = 0
        """How often it was asked to read or to write."""
        self._batch, self._foresight = Batch(), Foresight()
        self._transaction: Any = None
        self._begun = False

    @property
    def in_transaction(self) -> bool:
        """Whether a statement that fails would spoil the others."""
        return bool(self._run.is_in_transaction())

    async def execute(self, statement: ClauseElement, **values: object) -> int:
        """Run a writing statement at once; the number of rows it touched."""
        prepared = prepare(statement)
        await self._settle_for(prepared)
        status: str = await self._run.execute(prepared.sql, *prepared.bind(values))
        return _touched(status)

    async def execute_many(self, statement: ClauseElement, rows: Sequence[Mapping[str, object]]) -> None:
        """Run a writing statement once per row, at once, in one round trip."""
        if rows:
            prepared = prepare(statement)
            await self._settle_for(prepared)
            await self._run.executemany(prepared.sql, [prepared.bind(row) for row in rows])

    async def insert(self, table: Table, rows: Sequence[Mapping[str, Any]], upsert: Insert | None = None) -> None:
        """Insert rows that all have the same columns; `upsert` says by its ON CONFLICT what becomes of one that is there."""
        if not rows:
            return
        if len(rows) * len(rows[0]) > MOST:
            prepared = prepare_insert(table, tuple(rows[0]))
            await self._settle_for(prepared)
            await self._run.executemany(prepared.sql + conflict(upsert), [prepared.bind(row) for row in rows])
            return
        await self._part(table, rows, renews(upsert))
        self._batch.insert(table, rows, upsert)

    async def insert_new(self, table: Table, row: Mapping[str, object]) -> bool:
        """Insert one row at once, unless a unique key has it already; whether it was inserted. A twin is waited for."""
        prepared = prepare_insert(table, tuple(row))
        await self._settle_for(prepared)
        status: str = await self._run.execute(f"{prepared.sql} ON CONFLICT DO NOTHING", *prepared.bind(row))
        return _touched(status) == 1

    async def update(self, table: Table, where: Mapping[str, object], values: Mapping[str, object]) -> int:
        """Set columns of the rows whose columns equal `where`, at once; the number of rows."""
        prepared = prepare_update(table, tuple(values), tuple(where))
        arguments = prepared.bind({**values, **{f"where_{name}": value for name, value in where.items()}})
        await self._settle_for(prepared)
        status: str = await self._run.execute(prepared.sql, *arguments)
        return _touched(status)

    async def change(self, table: Table, id: object, values: Mapping[str, object]) -> None:
        """Set columns of the row of this id."""
        row = {"id": id, **values}
        await self._part(table, (row,), ID, values)
        self._batch.change(table, row)

    async def tell(
        self, statement: Update | Delete, rows: Sequence[Mapping[str, object]] = (), /, **values: object
    ) -> None:
        """Run a writing statement when the others are, or before what is written to the table next.

        An update that leaves the unique keys of its rows alone may say by `rows`, each a unique key, which they are:
        others may be written at the same time then.
        """
        self.touches += 1
        self._foresight.forget({cast(Table, statement.table).name})
        if self._batch.hinders(statement, rows):
            await self._stay()
        self._batch.tell(statement, values, rows)

    async def claim(self, table: Table, where: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Set columns of the one row whose columns, a unique key among them, equal `where`.

        If there is none, because somebody else wrote it first, nothing at all is written: VersionMoved is raised then.
        """
        await self._part(table, (where,), key_in(table, where), values)
        self._batch.claim(table, values, where)

    async def claim_new(self, table: Table, row: Mapping[str, object]) -> None:
        """Insert a row. If a unique key has it already, nothing at all is written: VersionMoved is raised then."""
        await self._part(table, (row,), None)
        self._batch.claim_new(table, row)

    async def begin(self) -> None:
        """Begin a transaction; inside somebody else's, a savepoint."""
        self._transaction = self._run.transaction()
        await self._transaction.start()
        self._begun = True

    async def settle(self) -> None:
        """Write what waits, if anything does."""
        if self._batch:
            await self._stay()

    async def commit(self) -> None:
        """Write what waits, and end the transaction if one was begun."""
        if self._transaction or len(self._batch.claims) > 1:  # what the first allows must be undone when another fails
            await self._stay()
        await self._send()
        if self._begun:
            self._begun = False
            await self._transaction.commit()

    async def roll_back(self) -> None:
        """Undo what was written."""
        if self._begun:
            await self._transaction.rollback()

    def foresee(self, statement: SelectBase, **values: object) -> None:
        """Say that this will be read, so that it comes with what is read next; it changes nothing else."""
        ask = Ask(statement, values)
        self._foresight.waiting[ask.key] = ask

    async def fetch_together(self, *asks: Ask) -> list[list[Row]]:
        """See Read; what was foreseen comes with it."""
        asked = together((*asks, *self._foresight.take()))
        for ask in asked.asks:
            await self._settle_for(prepare(ask.statement))
        try:
            record = await self._run.fetchrow(asked.sql, *asked.arguments)
        except asyncpg.PostgresError:
            if len(asked.asks) == len(asks) or self.in_transaction:
                raise
            return await super().fetch_together(*asks)  # it may be what was foreseen: whoever asks for it will see
        answers = asked.answers(record)
        self._foresight.learn(asked.known(record)[len(asks) :], answers[len(asks) :])
        return answers[: len(asks)]

    async def _ready(
        self, prepared: Prepared, statement: ClauseElement, values: Mapping[str, object], /
    ) -> Sequence[Row] | None:
        if prepared.only_reads:
            ask = Ask(cast(SelectBase, statement), values)
            self.asked.append(ask)
            if self._foresight and (known := await self._foreseen(ask.key)) is not None:
                return known
        await self._settle_for(prepared)
        return None

    async def _foreseen(self, key: Key) -> Sequence[Row] | None:
        if key in self._foresight.waiting:
            await self.fetch_together()
        return self._foresight.answer(key)

    async def _settle_for(self, prepared: Prepared) -> None:
        """Have written what the statement may read; for one that writes itself, have a transaction."""
        self.touches += 1
        if not prepared.only_reads:
            self._foresight.forget(prepared.words)
            await self._stay()
        elif not self._batch.tables.isdisjoint(prepared.words):
            await self._stay()

    async def _part(
        self, table: Table, rows: Sequence[Row], by: tuple[str, ...] | None, moved: Iterable[str] = ()
    ) -> None:
        self.touches += 1
        if self._foresight:
            self._foresight.forget({table.name})
        if self._batch.meets(table, rows, by, moved):
            await self._stay()

    async def _stay(self) -> None:
        """Have a transaction, and in it everything that waited."""
        if self._transaction is None and not self.in_transaction:
            await self.begin()
        elif self._transaction is not None and not self._begun:
            raise RuntimeError("who began the transaction was cut off, and nobody knows whether there is one")
        await self._send()

    async def _send(self) -> None:
        batch, self._batch = self._batch, Batch()
        if batch:
            sql, arguments = batch.statement()
            try:
                claimed = await self._run.fetchrow(sql, *arguments)
            except asyncpg.UniqueViolationError as error:
                if error.table_name in batch.claimed_new:
                    raise VersionMoved from None
                raise
            if not all(claimed):
                raise VersionMoved


@asynccontextmanager
async def unit_of_work(pool: Any, services: Services, traceparent: str | None = None) -> AsyncIterator[UnitOfWork]:
    """Open a unit of work; write it at the end, or undo it on any exception. Its events are then numbered at once."""
    async with pool.acquire() as connection:
        uow = UnitOfWork(connection, services, traceparent)
        try:
            if uow.in_transaction:
                await uow.begin()
            yield uow
            await uow.commit()
        except BaseException:
            await uow.roll_back()
            raise
    if uow.recorded:
        services.bus.strike(OUTBOX)


def _touched(status: str) -> int:
    return int(status.rsplit(" ", 1)[-1])
