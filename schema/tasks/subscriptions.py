"""Following what waits for oneself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import strawberry

from core.access.operations import Operation
from core.events.alarms import Alarm
from core.events.logged import Batch
from core.events.tail import NotOnThisHistory
from schema.context import Info, RequestContext
from schema.decorators import subscription
from schema.events.visible import passes
from schema.queues.alarms import QueueAlarm
from schema.streams.logged import here, logged
from schema.streams.standing import Standing, held
from schema.streams.trouble import steady
from schema.tasks.alarms import standing as alarms_of
from schema.tasks.awaited import AWAITED
from schema.tasks.find import Waiting, waiting
from schema.tasks.types import MyTasksUpdate, Task, about

PAUSE = 0.5
"""Seconds between two looks at the least, however much happens."""

ALARMS = 2.0
"""Seconds between two looks at the alarms of work queues."""

Known: TypeAlias = Mapping[UUID, Waiting]


@strawberry.type
class TaskSubscriptions:
    """Root fields."""

    @subscription("What waits for you, then each change of it.\n我的待办订阅")
    async def my_tasks(self, info: Info) -> AsyncIterator[MyTasksUpdate]:
        """Ends with PERMISSION_WITHDRAWN or RETRY_LATER."""
        async for update in steady(_updates(info.context, Standing(info.context, *AWAITED))):
            yield update


@dataclass(frozen=True, slots=True)
class _Told:
    known: Known
    late: Sequence[Alarm]
    complete: bool


async def _updates(context: RequestContext, standing: Standing) -> AsyncGenerator[MyTasksUpdate, None]:
    while True:
        at = await here(context)
        standing.check()
        (found, complete), late = await waiting(context), await alarms_of(context)
        yield _update(found, (), late, complete, current=True)
        try:
            async with aclosing(_changes(context, standing, at, _Told(_by_id(found), late, complete))) as changes:
                async for update in changes:
                    yield update
        except NotOnThisHistory:
            continue


async def _changes(
    context: RequestContext, standing: Standing, at: tuple[int, str], told: _Told
) -> AsyncGenerator[MyTasksUpdate, None]:
    now = asyncio.get_running_loop().time
    known, late, complete = told.known, told.late, told.complete
    concerned, looked_at, asked_at, grants = False, now(), now(), held(context.viewer)
    pos, cursor = at
    async with aclosing(logged(context, standing, pos, at=cursor, seconds=PAUSE)) as batches:
        async for batch in batches:
            # What a new grant opens waits though nothing happens to it.
            grants, former = held(context.viewer), grants
            concerned = concerned or grants != former or _concerns(context, batch, known)
            fresh, done, before = list[Waiting](), list[Waiting](), late
            if concerned and now() - looked_at >= PAUSE:
                concerned, looked_at = False, now()
                found, complete = await waiting(context)
                fresh = [one for one in found if known.get(one.id) != one]
                done = [one for id_, one in known.items() if id_ not in _by_id(found)]
                known = _by_id(found)
            if now() - asked_at >= ALARMS:
                asked_at, late = now(), await alarms_of(context)
            if fresh or done or late != before:
                yield _update(fresh, done, late, complete, current=False)


def _concerns(context: RequestContext, batch: Batch, known: Known) -> bool:
    """Whether anything happened to a case that waits for the viewer, or that might now."""
    cases = {one.case_id for one in known.values()}
    return any(one.event.case_id in cases or passes(context.viewer, one, Operation.CASE_READ) for one in batch)


def _update(
    fresh: Sequence[Waiting], done: Sequence[Waiting], late: Sequence[Alarm], complete: bool, *, current: bool
) -> MyTasksUpdate:
    return MyTasksUpdate(
        current=current,
        complete=complete,
        tasks=[Task(waiting=one) for one in fresh],
        queue_alarms=[QueueAlarm(alarm=one) for one in late],
        done=[about(one) for one in done],
    )


def _by_id(found: Sequence[Waiting]) -> Known:
    return {one.id: one for one in found}
