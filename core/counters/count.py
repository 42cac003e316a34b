"""Keeping the sums: the log says which cases changed, their rows say as what they count now.

One process at a time counts: it holds the cursor, a row, for one transaction, and in that transaction stand the sums and the
position after them. Rows may be newer than the position; the event that made them so finds nothing left to do. Commands
therefore never wait for a sum, and sums are late by as much as the log is.
"""

import asyncio
from datetime import datetime
from typing import Any

from core.counters import statements as sql
from core.db.read import Read
from core.db.statement import prepare
from core.db.uow import UnitOfWork, unit_of_work
from core.events.bus import LOG, POLL_SECONDS, pause_at
from core.events.repeat import repeat
from core.services import Services

PATIENCE = 1800.0
"""Seconds a whole count may take: twenty for a million cases."""

STRETCH = 2000
"""Positions of the log that one transaction counts at most."""

SECONDS = 0.2
"""The least between two counts: in a rush, each would take as long for a few events as for many."""


async def step(pool: Any, services: Services) -> bool:
    """Count the next stretch of the log, or everything if that has never been done; False when nothing is left."""
    read = Read(pool)
    if not await read.fetch_value(sql.BEHIND):
        return False
    if not await read.fetch_value(sql.BEGUN):
        await recount(pool, services.clock.now())
        return True
    async with unit_of_work(pool, services) as uow:
        return await _counted(uow)


async def _counted(uow: UnitOfWork) -> bool:
    cursor = await uow.fetch_one(sql.CLAIM)
    if cursor is None:
        return False
    until = min(cursor["head"], cursor["pos"] + STRETCH)
    if until <= cursor["pos"]:
        return False
    await uow.execute(sql.COUNT, after=cursor["pos"], until=until)
    await uow.execute(sql.TIDY)
    await uow.execute(sql.ADVANCE, until=until, at=uow.now)
    return bool(until < cursor["head"])


async def recount(pool: Any, now: datetime) -> None:
    """Count every row anew, whatever the sums said; who counts meanwhile waits, who writes does not."""
    async with pool.acquire() as connection, connection.transaction():
        for statement in (sql.ALONE, *sql.CLEAR):
            await connection.execute(statement.text, timeout=PATIENCE)
        head = await connection.fetchval(sql.HEAD.text)
        for statement in sql.FILL:  # after the head was read: what is newer finds nothing left to do
            await connection.execute(statement.text, timeout=PATIENCE)
        begin = prepare(sql.BEGIN)
        await connection.execute(begin.sql, *begin.bind({"until": head, "at": now}))


async def run_counters(pool: Any, services: Services, stop: asyncio.Event) -> None:
    """Count until `stop` is set, surviving restarts of the database; any number of processes may."""

    async def drain() -> None:
        while not stop.is_set() and await step(pool, services):
            pass

    await repeat("counters", drain, stop, POLL_SECONDS, pause_at(services.bus, LOG, SECONDS))
