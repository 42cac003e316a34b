"""Running the three clocks: in small transactions, each of which says how far it got.

A run that was cut off goes on where it was; one that is begun twice does everything once. Several processes may run
at the same time: they take turns.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Table, Text, bindparam, select

from core.attachments.store import AttachmentStore
from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.deadlines.profile_files import ProfileBook
from core.ids import new_id
from core.retention.acts import anonymise, close, remove
from core.retention.due import HELD_OF_THESE, Bound, RetentionClock, bounds, counted, due, values
from core.retention.footprint import tables_of
from core.retention.model import retention_run
from core.services import Services

BATCH: Final = 100
_FIRST: Final = UUID(int=0)
_OPEN = (
    select(retention_run)
    .where(retention_run.c.clock == bindparam("clock", type_=Text()), retention_run.c.ended_at.is_(None))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a run would do now to one sort of case: to `cases` of them, were `held` not held."""

    clock: RetentionClock
    profile: str
    kind: str
    secrecy: int
    rule: str
    source: str
    cases: int
    held: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What one clock's run has done; `kept` are cases that are due for deletion and that something still refers to."""

    clock: RetentionClock
    done: int
    kept: int
    ended: bool = True


async def plan(read: Read, profiles: ProfileBook, tables: tuple[Table, ...], now: datetime) -> list[Planned]:
    """What a run would do, without doing it; `tables` are those in which a case may have left something."""
    found = list[Planned]()
    for clock in RetentionClock:
        sorts = list(bounds(profiles, now, clock))
        by_sort = {(one.profile, one.kind.value, one.secrecy.level): one for one in sorts}
        for row in await read.fetch(counted(clock, tables), **values(sorts, now)):
            bound = by_sort[row["profile"], row["kind"], row["secrecy"]]
            found.append(_planned(clock, bound, row))
    return found


async def plan_of(read: Read, services: Services) -> list[Planned]:
    """The same for the hotline that runs."""
    return await plan(read, services.profiles, tables_of(services.plugins), services.clock.now())


def _planned(clock: RetentionClock, bound: Bound, row: Row) -> Planned:
    held = 0 if clock is RetentionClock.CLOSE else row["held"]
    source = getattr(bound.rule, clock.lower()).source
    return Planned(clock, bound.profile, row["kind"], row["secrecy"], bound.rule.id, source, row["n"] - held, held)


async def run(pool: Any, services: Services, store: AttachmentStore, *, batch: int = BATCH) -> list[Ran]:
    """Close, anonymise and delete whatever is due."""
    return [one async for one in slices(pool, services, store, batch=batch) if one.ended]


async def slices(pool: Any, services: Services, store: AttachmentStore, *, batch: int = BATCH) -> AsyncIterator[Ran]:
    """The same, transaction by transaction; between two of them nothing is locked."""
    for clock in RetentionClock:
        ended = False
        while not ended:
            ran = await _slice(pool, services, store, clock, 1 if clock is RetentionClock.DELETE else batch)
            ended = ran.ended
            yield ran


async def _slice(pool: Any, services: Services, store: AttachmentStore, clock: RetentionClock, size: int) -> Ran:
    try:
        async with unit_of_work(pool, services) as uow:
            return await _step(uow, store, clock, size)
    except asyncpg.ForeignKeyViolationError:
        async with unit_of_work(pool, services) as uow:
            return await _pass_over(uow, clock)


async def _step(uow: UnitOfWork, store: AttachmentStore, clock: RetentionClock, size: int) -> Ran:
    run = await _open_run(uow, clock)
    rows = await _next(uow, run, clock, size)
    left = rows if clock is RetentionClock.CLOSE else await _not_held(uow, rows)
    match clock:
        case RetentionClock.CLOSE:
            await close(uow, left)
        case RetentionClock.ANONYMISE if left:
            await anonymise(uow, left, store)
        case RetentionClock.DELETE if left:
            await remove(uow, left[0]["id"])
    return await _noted(uow, run, clock, rows, ended=len(rows) < size, done=len(left))


async def _not_held(uow: UnitOfWork, rows: Sequence[Row]) -> Sequence[Row]:
    """Asked again now that the cases are ours: while they were looked for, somebody may have placed a hold."""
    found = await uow.fetch(HELD_OF_THESE, cases=[row["id"] for row in rows], now=uow.now)
    held = {row["case_id"] for row in found}
    return [row for row in rows if row["id"] not in held]


async def _pass_over(uow: UnitOfWork, clock: RetentionClock) -> Ran:
    """Leave the case that could not be deleted for another time."""
    run = await _open_run(uow, clock)
    rows = await _next(uow, run, clock, 1)
    return await _noted(uow, run, clock, rows, ended=not rows, kept=len(rows))


async def _open_run(uow: UnitOfWork, clock: RetentionClock) -> Row:
    """The one that is not ended, ours until the transaction is; a new one if there is none."""
    new = {
        "id": new_id(), "clock": clock.value, "begun_at": uow.now, "cursor": _FIRST, "done": 0, "kept": 0,
        "ended_at": None,
    }  # fmt: skip
    found = await uow.fetch_one(_OPEN, clock=clock.value)
    if found is None and not await uow.insert_new(retention_run, new):
        found = await uow.fetch_one(_OPEN, clock=clock.value)
    return found or new


async def _next(uow: UnitOfWork, run: Row, clock: RetentionClock, size: int) -> Sequence[Row]:
    sorts, tables = list(bounds(uow.services.profiles, uow.now, clock)), tables_of(uow.services.plugins)
    return await uow.fetch(due(clock, tables), cursor=run["cursor"], most=size, **values(sorts, uow.now))


async def _noted(
    uow: UnitOfWork, run: Row, clock: RetentionClock, rows: Sequence[Row], *, ended: bool, done: int = 0, kept: int = 0
) -> Ran:
    ran = Ran(clock, run["done"] + done, run["kept"] + kept, ended)
    cursor = _FIRST if ended else rows[-1]["id"]
    columns = {"cursor": cursor, "done": ran.done, "kept": ran.kept, "ended_at": uow.now if ended else None}
    await uow.update(retention_run, {"id": run["id"]}, columns)
    return ran
