"""Dropping what is old of the log: whole partitions, and only what everybody has passed.

A partition goes when its last event is older than it must be kept, and when every plug-in that follows the log, the
counters, and every consumer of an open queue, are beyond it. Whoever does not come back costs rows and an alarm, never an
event. The link at the cut stays, so that the chain can be verified from there on. The events themselves stay with their cases.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from sqlalchemy import BigInteger, Interval, Text, bindparam, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from core.audit.model import access_event
from core.counters.model import counter_cursor
from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.events.model import (
    case_event,
    event_log,
    log_anchor,
    queue_ack,
    queue_entry,
    queue_parked,
    queue_state,
    sequencer,
    work_queue,
)
from core.events.partitions import Partition, keep_ahead, partitions
from core.plugin.model import plugin_cursor
from core.services import Services

SLACK = timedelta(hours=1)
"""Longer than any transaction that writes events may last."""
CHUNK = 10_000
EFFECT = "after_case_event"

_log = structlog.get_logger("hotline.retention")
_LAST = select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'"))
_LOCKED = _LAST.with_for_update()
_PLUGINS = select(func.min(plugin_cursor.c.pos)).where(
    plugin_cursor.c.plugin != func.all(bindparam("deaf", type_=ARRAY(Text())))
)
_COUNTED = select(counter_cursor.c.pos).where(counter_cursor.c.name == literal_column("'main'"))
_ACKED = (
    select(func.coalesce(func.min(queue_ack.c.acked), 0))
    .where(queue_ack.c.queue == work_queue.c.name)
    .scalar_subquery()
)
_UNREAD = (
    select(func.min(queue_entry.c.pos) - 1)
    .join(work_queue, work_queue.c.name == queue_entry.c.queue)
    .where(work_queue.c.active, queue_entry.c.qpos > _ACKED)
)
_HELD_BACK = (
    select(func.min(queue_entry.c.pos) - 1)
    .join(queue_parked, (queue_parked.c.queue == queue_entry.c.queue) & (queue_parked.c.qpos == queue_entry.c.qpos))
    .join(work_queue, work_queue.c.name == queue_entry.c.queue)
    .where(work_queue.c.active, queue_parked.c.state != literal_column("'MOVED'"))
)
_RECORDED = func.coalesce(case_event.c.recorded_at, access_event.c.recorded_at)
_AT_CUT = (
    select(
        event_log.c.chain,
        _RECORDED.label("recorded_at"),
        (func.now() - bindparam("kept", type_=Interval()) > _RECORDED).label("old"),
    )
    .outerjoin(case_event, case_event.c.id == event_log.c.event_id)
    .outerjoin(access_event, access_event.c.id == event_log.c.event_id)
    .where(event_log.c.pos == bindparam("pos", type_=BigInteger()))
)
_QUEUES = select(queue_state.c.queue, queue_state.c.head).order_by(queue_state.c.queue)
_OF = queue_entry.c.queue == bindparam("queue", type_=Text())
_BEYOND = select(func.min(queue_entry.c.qpos)).where(_OF, queue_entry.c.pos > bindparam("pos", type_=BigInteger()))
_FIRST = select(func.min(queue_entry.c.qpos)).where(_OF)
_BELOW = bindparam("below", type_=BigInteger())
_FORGET = queue_entry.delete().where(_OF, queue_entry.c.qpos < _BELOW)
_FORGET_PARKED = queue_parked.delete().where(
    queue_parked.c.queue == bindparam("queue", type_=Text()), queue_parked.c.qpos < _BELOW
)


async def retain(pool: Any, services: Services, kept: timedelta) -> int:
    """Make the partitions that are wanted next and drop those that nobody wants any more; how many were dropped.

    What was written within `kept` stays, whoever has read it.
    """
    dropped = 0
    async with unit_of_work(pool, services) as uow:
        await keep_ahead(uow, await uow.fetch_value(_LOCKED))
    for oldest in await partitions(Read(pool)):
        if not await _dropped(pool, services, oldest, kept):
            break
        dropped += 1
        await _forget_entries(pool, services, oldest.until - 1)
    return dropped


async def _dropped(pool: Any, services: Services, partition: Partition, kept: timedelta) -> bool:
    try:
        async with unit_of_work(pool, services) as uow:
            return await _drop(uow, partition, kept)
    except asyncpg.LockNotAvailableError:  # somebody is in the middle of a long answer; the next time will do
        return False


async def passed(read: Read, services: Services) -> int:
    """The position up to which everybody who follows the log or a queue has got."""
    found = [await read.fetch_value(_LAST), await read.fetch_value(_PLUGINS, deaf=list(_deaf(services)))]
    found += [await read.fetch_value(_UNREAD), await read.fetch_value(_HELD_BACK), await read.fetch_value(_COUNTED)]
    return int(min(pos for pos in found if pos is not None))


def _deaf(services: Services) -> Collection[str]:
    """The loaded plug-ins that do not follow the log; one that is not loaded now may come back."""
    listening = services.plugins.run.implementing(EFFECT)
    return {one.name for one in services.plugins.loaded} - set(listening)


async def _drop(uow: UnitOfWork, partition: Partition, kept: timedelta) -> bool:
    cut = partition.until - 1
    if cut > await passed(uow, uow.services):
        return False
    row = await uow.fetch_one(_AT_CUT, pos=cut, kept=kept)
    if row is None or not row["old"]:
        return False
    anchor = {"pos": cut, "chain": row["chain"], "recorded_at": row["recorded_at"] + SLACK, "at": uow.now}
    if not await uow.insert_new(log_anchor, anchor):  # another process was first
        return False
    await uow.fetch(text("set local lock_timeout = '200ms'"))
    await uow.fetch(text(f"alter table event_log detach partition {partition.name}"))
    await uow.fetch(text(f"drop table {partition.name}"))
    _log.info("log cut off", pos=cut)
    return True


async def _forget_entries(pool: Any, services: Services, cut: int) -> None:
    """Of each queue what lies before the cut, but for the last of it: its link is where the rest goes on."""
    for row in await Read(pool).fetch(_QUEUES):
        queue = row["queue"]
        until = (await Read(pool).fetch_value(_BEYOND, queue=queue, pos=cut) or row["head"] + 1) - 1
        first = await Read(pool).fetch_value(_FIRST, queue=queue) or until
        while first < until:
            first = min(first + CHUNK, until)
            async with unit_of_work(pool, services) as uow:
                await uow.execute(_FORGET, queue=queue, below=first)
                await uow.execute(_FORGET_PARKED, queue=queue, below=first)
