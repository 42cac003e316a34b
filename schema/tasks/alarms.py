"""Consumers of work queues that are behind: a task of whoever may read or look after the queue."""

from asyncio import get_running_loop
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from core.access.operations import Operation
from core.events.alarms import Alarm, alarms
from core.events.bus import Bus
from core.events.queue_access import queues_of
from schema.context import RequestContext

SECONDS = 2.0
"""How long what was read is taken for what stands; alarms come and go every ten seconds at most."""
SHOWN = 100

_read: WeakKeyDictionary[Bus, tuple[float, Sequence[Alarm]]] = WeakKeyDictionary()


async def standing(context: RequestContext) -> tuple[Alarm, ...]:
    """Those of queues that the viewer may read or maintain, the oldest first, at most 100."""
    if not any(map(context.viewer.may, (Operation.QUEUE_READ, Operation.QUEUE_WRITE))):
        return ()
    every = await _every(context)
    known = {row["name"] for row in await queues_of(context.read, context.viewer)} if every else set()
    return tuple(one for one in every if one.queue in known)[:SHOWN]


async def _every(context: RequestContext) -> Sequence[Alarm]:
    """Read once for all streams of a process, which has one bus."""
    bus, now = context.services.bus, get_running_loop().time()
    at, found = _read.get(bus, (float("-inf"), ()))
    if not 0 <= now - at < SECONDS:
        found = await alarms(context.read)
        _read[bus] = now, found
    return found
