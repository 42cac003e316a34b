"""Rotating the keys of cases while they are worked on: a fresh key for each, and everything below it sealed anew.

Two passes over all rows that hold a key, in short transactions of a batch each:

1. PUBLISH gives each row a fresh key beside the former one. Whoever reads the row from now on opens what either sealed.
2. RESEAL, once nobody can be left who has read a row before that, seals anew what is sealed with the former key, and takes
   that key away.

Nothing is unreadable in between, whatever is cut off where: each transaction leaves rows that open. A command that read a
case before its key was replaced finds its claim refused and decides again. A rotation that was cut off is gone on with.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import BigInteger, LargeBinary, Select, Table, any_, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.keys.holders import KEY, Holder, holders, refuse_unknown
from core.keys.model import key_rotation
from core.keys.reseal import reseal
from core.keys.rotation import GRACE, NOW, THIS, begun, grace_over, noted, open_rotation, stage
from core.retention.footprint import tables_of
from core.sealing.keychain import SHREDDED, month_of
from core.services import Services

LEVEL: Final = "CASES"
PUBLISH, RESEAL = "PUBLISH", "RESEAL"
BATCH: Final = 100

_PATIENCE: Final = 0.05
_BEGINNING = text("select pg_advisory_xact_lock(1801812339)")
"""Of several who begin at once the second finds what the first has begun."""

_DONE = update(key_rotation).where(THIS).values(done=key_rotation.c.done + bindparam("more", type_=BigInteger()))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation has come: keys and values changed since this run began."""

    step: str
    holder: str
    keys: int
    values: int


async def rotate_cases(pool: Any, services: Services, *, grace: float = GRACE) -> AsyncIterator[Progress]:
    """Go on with the rotation that is open, or begin one; tells after every batch.

    Raises RotationRunning, SealBroken, UnknownSealed.
    """
    await refuse_unknown(Read(pool), tables_of(services.plugins))
    rotation = await _open_one(pool, services)
    while rotation["ended_at"] is None:
        if rotation["step"] == RESEAL:
            await grace_over(pool, rotation, grace)
        async for progress in _pass(pool, services, rotation):
            yield progress
        rotation = await _next_step(pool, services, rotation)


async def _open_one(pool: Any, services: Services) -> Row:
    async with unit_of_work(pool, services) as uow:
        await uow.begin()
        await uow.fetch(_BEGINNING)
        row = await open_rotation(uow, LEVEL)
        return dict(row) if row else await begun(uow, LEVEL, PUBLISH, uow.now)


async def _pass(pool: Any, services: Services, rotation: Row) -> AsyncIterator[Progress]:
    keys = values = 0
    for holder in _left(services, rotation["holder"]):
        cursor = rotation["cursor"] if holder.table.name == rotation["holder"] else None
        while window := await _window(pool, holder.table, cursor, rotation["upto"]):
            cursor = window[-1]
            changed = await _batch(pool, services, rotation, holder, window)
            keys, values = keys + changed[0], values + changed[1]
            yield Progress(rotation["step"], holder.table.name, keys, values)


def _left(services: Services, name: str | None) -> Iterator[Holder]:
    """The tables that are not done yet."""
    yield from (holder for key, holder in holders(tables_of(services.plugins)).items() if name is None or key >= name)


async def _window(pool: Any, table: Table, cursor: UUID | None, upto: UUID) -> list[UUID]:
    rows = await Read(pool).fetch(_statements(table).window, cursor=cursor or UUID(int=0), upto=upto, most=BATCH)
    return [row["id"] for row in rows]


async def _batch(
    pool: Any, services: Services, rotation: Row, holder: Holder, window: Sequence[UUID]
) -> tuple[int, int]:
    """Everything of the window; rows that somebody is writing are come back to. How many keys and values."""
    pending, keys, values = set(window), 0, 0
    while pending:
        try:
            async with stage(pool, services, rotation) as uow:
                rows = await uow.fetch(_statements(holder.table).free, ids=sorted(pending))
                done = await _STEPS[rotation["step"]](uow, holder, rows)
                left = pending - {row["id"] for row in rows}
                await uow.execute(_DONE, of=rotation["id"], more=done[0])
                if not left:
                    await noted(uow, rotation, holder=holder.table.name, cursor=window[-1])
        except asyncpg.DeadlockDetectedError:
            continue
        pending, keys, values = left, keys + done[0], values + done[1]
        if pending:
            await asyncio.sleep(_PATIENCE)
    return keys, values


async def _publish(uow: UnitOfWork, holder: Holder, rows: Sequence[Row]) -> tuple[int, int]:
    month, chain = month_of(uow.now), uow.services.keys
    fresh = [(row, await chain.successor(row[KEY], month)) for row in rows if row[KEY] != SHREDDED]
    changed = [{"of": row["id"], "new": new} for row, new in fresh if new != row[KEY]]
    await uow.execute_many(_statements(holder.table).set_key, changed)
    return len(changed), 0


async def _reseal(uow: UnitOfWork, holder: Holder, rows: Sequence[Row]) -> tuple[int, int]:
    chain = uow.services.keys
    found = {row["id"]: await chain.case_key(row[KEY]) for row in rows if row[KEY] != SHREDDED}
    two = {id_: key for id_, key in found.items() if key.former is not None}
    if not two:
        return 0, 0
    values = await reseal(uow, holder, two)
    changed = [{"of": id_, "new": await chain.alone(key.wrapped)} for id_, key in two.items()]
    await uow.execute_many(_statements(holder.table).set_key, changed)
    return len(changed), values


_STEPS = {PUBLISH: _publish, RESEAL: _reseal}


async def _next_step(pool: Any, services: Services, rotation: Row) -> Row:
    async with stage(pool, services, rotation) as uow:
        now: datetime = await uow.fetch_value(NOW)
        if rotation["step"] == PUBLISH:
            return await noted(uow, rotation, step=RESEAL, holder=None, cursor=None, published_at=now)
        return await noted(uow, rotation, ended_at=now)


@dataclass(frozen=True)
class _Statements:
    window: Select[Any]
    free: Select[Any]
    set_key: Any


_made: dict[str, _Statements] = {}


def _statements(table: Table) -> _Statements:
    if table.name not in _made:
        uuid = Uuid(as_uuid=True)
        window = (
            select(table.c.id)
            .where(table.c.id > bindparam("cursor", type_=uuid), table.c.id <= bindparam("upto", type_=uuid))
            .order_by(table.c.id)
            .limit(bindparam("most"))
        )
        free = (
            select(table.c.id, table.c[KEY])
            .where(table.c.id == any_(bindparam("ids", type_=ARRAY(uuid))))
            .order_by(table.c.id)
            .with_for_update(skip_locked=True)
        )
        set_key = (
            update(table)
            .where(table.c.id == bindparam("of", type_=uuid))
            .values({KEY: bindparam("new", type_=LargeBinary())})
        )
        _made[table.name] = _Statements(window, free, set_key)
    return _made[table.name]
