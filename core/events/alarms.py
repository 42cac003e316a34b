"""Consumers that fell behind: each is an alarm, a task of the duty desk, until it has caught up.

A utility that does not take its work notices nothing of it; so the hotline must (Art. 18). WARN is looked at, PAGE means
that somebody telephones.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Text, bindparam, select, update

from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.events.model import queue_alarm
from core.events.queues import Lag, lag
from core.events.thresholds import PAGE, WARN
from core.ids import new_id
from core.services import Services

_log = structlog.get_logger("hotline.queues")
_OPEN = (
    select(queue_alarm)
    .where(queue_alarm.c.cleared_at.is_(None))
    .order_by(queue_alarm.c.raised_at, queue_alarm.c.queue, queue_alarm.c.consumer, queue_alarm.c.level)
)
_CLEAR = update(queue_alarm).where(
    queue_alarm.c.queue == bindparam("of_queue", type_=Text()),
    queue_alarm.c.consumer == bindparam("of_consumer", type_=Text()),
    queue_alarm.c.cleared_at.is_(None),
).values(cleared_at=bindparam("at", type_=queue_alarm.c.cleared_at.type))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alarm:
    """How far a consumer was behind when it was noticed. `consumer` is empty where nobody ever acknowledged anything."""

    id: UUID
    queue: str
    consumer: str
    level: str
    rows: int
    seconds: int
    raised_at: datetime


async def alarms(read: Read) -> list[Alarm]:
    """Those that are open, the oldest first."""
    rows = await read.fetch(_OPEN)
    return [Alarm(**{name: row[name] for name in Alarm.__dataclass_fields__}) for row in rows]


async def watch(pool: Any, services: Services) -> list[Lag]:
    """Raise what is due and clear what is over; any number of processes may, every few seconds. How far everybody is."""
    async with unit_of_work(pool, services) as uow:
        lags = await lag(uow)
        behind = {(one.queue, one.consumer): one for one in lags}
        for alarm in await alarms(uow):
            found = behind.get((alarm.queue, alarm.consumer))
            if found is None or found.level is None:
                await _clear(uow, alarm)
        for one in behind.values():
            for level in _levels(one):
                await _raise(uow, one, level)
    return lags


def _levels(behind: Lag) -> tuple[str, ...]:
    return {None: (), WARN: (WARN,), PAGE: (WARN, PAGE)}[behind.level]


async def _raise(uow: UnitOfWork, behind: Lag, level: str) -> None:
    row = {
        "id": new_id(), "queue": behind.queue, "consumer": behind.consumer, "level": level, "rows": behind.rows,
        "seconds": int(behind.seconds), "raised_at": uow.now, "cleared_at": None,
    }  # fmt: skip
    if await uow.insert_new(queue_alarm, row):
        _log.warning("queue behind", queue=behind.queue, level=level, rows=behind.rows, seconds=int(behind.seconds))


async def _clear(uow: UnitOfWork, alarm: Alarm) -> None:
    await uow.execute(_CLEAR, of_queue=alarm.queue, of_consumer=alarm.consumer, at=uow.now)
    _log.info("queue caught up", queue=alarm.queue)
