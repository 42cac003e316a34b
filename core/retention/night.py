"""The clocks run by themselves, once a night: one process of all does it, and the night's row tells what came of it.

Whoever is first enters the night and renews its lease after every transaction; if it dies, another goes on where it was. What is
not done when the morning comes waits for the next night.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

import structlog
from sqlalchemy import Date, Text, bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from core.attachments.store import AttachmentStore
from core.clock import SHANGHAI
from core.db.read import Read, Row
from core.db.uow import unit_of_work
from core.retention.due import RetentionClock
from core.retention.model import retention_night
from core.retention.run import Planned, Ran, plan_of, slices
from core.services import Services

BEGINS, ENDS = time(2), time(5)
"""Local time; no office is open, and backups of midnight are over."""
BATCH: Final = 20
"""Cases of one transaction: their rows are locked for some hundredths of a second."""
PAUSE: Final = 0.05
"""Seconds between two transactions, in which whoever waits goes first."""

Told = Mapping[str, Mapping[str, int]]
"""By clock: how many cases were `due` when the night began, `held` besides, `done`, and `kept` though due for deletion."""

_log = structlog.get_logger("hotline.retention")
_LEASE = func.now() + literal_column("interval '5 minutes'")
_DAY = bindparam("day", type_=Date())
_NEW: dict[str, Any] = {
    "mode": bindparam("mode", type_=Text()),
    "begun_at": bindparam("now", type_=TIMESTAMP(timezone=True)),
    "lease_until": _LEASE,
}
_ENTER = (
    insert(retention_night)
    .values(day=_DAY, **_NEW)
    .on_conflict_do_update(
        index_elements=["day"],
        set_=_NEW,
        where=retention_night.c.ended_at.is_(None) & (retention_night.c.lease_until < func.now()),
    )
    .returning(retention_night.c.day)
)
_RENEW = (
    update(retention_night).where(retention_night.c.day == bindparam("of", type_=Date())).values(lease_until=_LEASE)
)
_LAST = select(retention_night).order_by(retention_night.c.day.desc()).limit(1)


def night_of(now: datetime) -> date | None:
    """The local day whose night it is; None by day."""
    local = now.astimezone(SHANGHAI)
    return local.date() if BEGINS <= local.time() < ENDS else None


async def last_night(read: Read) -> Row | None:
    """The newest row of `retention_night`."""
    return await read.fetch_one(_LAST)


async def work_night(
    pool: Any, services: Services, store: AttachmentStore, *, acts: bool, pause: float = PAUSE
) -> Told | None:
    """Do what this night asks for, unless it is day, or another does it or has done it. Without `acts` it is only counted."""
    day = night_of(services.clock.now())
    if day is None or not await _entered(pool, services, day, "ON" if acts else "DRY"):
        return None
    told = _counted(await plan_of(Read(pool), services))
    if acts:
        await _act(pool, services, store, day, told, pause)
    async with unit_of_work(pool, services) as uow:
        await uow.update(retention_night, {"day": day}, {"ended_at": uow.now, "told": told})
    _tell(told, acts=acts)
    return told


async def _entered(pool: Any, services: Services, day: date, mode: str) -> bool:
    async with unit_of_work(pool, services) as uow:
        return await uow.fetch_value(_ENTER, day=day, mode=mode, now=uow.now) is not None


def _counted(planned: Iterable[Planned]) -> dict[str, dict[str, int]]:
    told = {clock.value: {"due": 0, "held": 0, "done": 0, "kept": 0} for clock in RetentionClock}
    for one in planned:
        told[one.clock]["due"] += one.cases
        told[one.clock]["held"] += one.held
    return told


async def _act(
    pool: Any, services: Services, store: AttachmentStore, day: date, told: dict[str, dict[str, int]], pause: float
) -> None:
    async for ran in slices(pool, services, store, batch=BATCH):
        _enter(told, ran)
        async with unit_of_work(pool, services) as uow:
            await uow.execute(_RENEW, of=day)
        if night_of(services.clock.now()) != day:
            return
        await asyncio.sleep(pause)


def _enter(told: dict[str, dict[str, int]], ran: Ran) -> None:
    told[ran.clock] |= {"done": ran.done, "kept": ran.kept}


def _tell(told: Told, *, acts: bool) -> None:
    overdue = sum(left(told).values())
    tell = _log.warning if overdue else _log.info
    tell("retention night", acts=acts, overdue=overdue, **{clock.lower(): told[clock]["done"] for clock in told})


def left(told: Told) -> dict[str, int]:
    """By clock, the cases that were due and are as they were."""
    return {clock: max(0, one["due"] - one["done"]) for clock, one in told.items()}
