"""One reader of a work queue: events as far as its credit goes, a sign of life when there are none.

The stream keeps nothing but its place. Every look asks the database anew for the place, which may be on another history by
now, for how far the consumer has acknowledged, and for the next page; so nothing that happens to a process or a connection
can make it skip an event, and what a reader has not acknowledged it can have again. A reader who has caught up and has
credit left is told what comes together with the others who have.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from core.errors import Refused
from core.events.bus import LOG, POLL_SECONDS
from core.events.cursors import Fork, acknowledged, place
from core.events.queues import Entry, cursor_at, entries_behind, head
from schema.context import RequestContext
from schema.queues.access import readable
from schema.queues.errors import SLOW_CONSUMER
from schema.queues.feed import PAGE, queue_events
from schema.queues.items import QueueEvent, QueueHeartbeat, QueueItem, QueueResync
from schema.scalars import BigInt
from schema.streams.relay import At, Relay
from schema.streams.standing import Standing

ACKS = "acks"
"""Struck in a process that has taken an acknowledgement."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between signs of life, of patience with a full window, between looks for events and for acknowledgements."""

    heartbeat: float = 10.0
    patience: float = 60.0
    look: float = POLL_SECONDS
    credit: float = 0.2


PACE = Pace()


def credit(acked: int, window: int, qpos: int) -> int:
    """How many entries may be sent to a reader who is at `qpos`: `window` beyond what is acknowledged, and no more."""
    return max(acked + window - qpos, 0)


class QueueStream:
    """What `workQueue` answers. `consumer` is the name under which the reader acknowledges."""

    def __init__(
        self, context: RequestContext, standing: Standing, queue: str, consumer: str, window: int, pace: Pace = PACE
    ) -> None:
        self._context, self._standing, self._pace = context, standing, pace
        self._queue, self._consumer, self._window = queue, consumer, window
        self._cursor: str | None = None
        self._qpos, self._acked, self._head = 0, 0, 0
        self._spoke, self._full_since = float("-inf"), float("inf")
        self._heard: dict[str, int] = {}

    async def items(self, after: str | None) -> AsyncGenerator[QueueItem, None]:
        """Everything after the cursor, or after what is acknowledged, for ever.

        Raises UNKNOWN_QUEUE, CURSOR_NOT_OURS, PERMISSION_WITHDRAWN, PLUGIN_DISABLED and SLOW_CONSUMER.
        """
        self._cursor = after
        while True:
            fork = await self._look()
            if fork is not None:
                yield QueueResync.of(fork)
            page = await self._page()
            if page is None:
                await asyncio.sleep(self._pace.credit)  # the next look tells of what has changed since the last one
                continue
            for entry in page:
                yield QueueEvent(entry=entry)
                self._pass(entry)
            if page:
                await asyncio.sleep(0)  # a reader that is always ready must not keep everybody else waiting
                continue
            if self._quiet_for() >= self._pace.heartbeat:
                yield self._heartbeat()
            self._lose_patience()
            if self._context.relay is None or self._full:
                await self._rest()
            else:
                await self._listen(self._context.relay)

    async def _look(self) -> Fork | None:
        """Ask anew what may have changed since the last look; the fork if the place is gone."""
        self._standing.check()
        await readable(self._context, self._queue)
        read = self._context.read
        acked = (await acknowledged(read, self._queue, self._consumer)).qpos
        if self._cursor is None:
            await self._stand_at(acked)
        fork = await self._fork()
        if fork is not None:
            await self._stand_at(fork.from_qpos)
        self._head, _ = await head(read, self._queue)
        self._count_patience(acked)
        return fork

    async def _fork(self) -> Fork | None:
        assert self._cursor is not None, "whoever has a place has its cursor"
        read, field = self._context.read, ("after",)
        found = await place(read, self._queue, self._cursor, consumer=self._consumer, field=field)
        if isinstance(found, Fork):
            return found
        self._qpos = found.qpos
        return None

    async def _stand_at(self, qpos: int) -> None:
        """Begin at a place that the server itself knows; its cursor tells when history is exchanged later on."""
        self._qpos, self._cursor = qpos, await cursor_at(self._context.read, self._queue, qpos)

    async def _page(self) -> list[Entry] | None:
        """None if the place is not what it was a moment ago."""
        assert self._cursor is not None, "whoever has a place has its cursor"
        size = credit(self._acked, self._window, self._qpos)
        if size == 0 or self._qpos >= self._head:
            return []
        return await entries_behind(self._context.read, self._queue, self._qpos, self._cursor, min(size, PAGE))

    def _pass(self, entry: Entry) -> None:
        self._qpos, self._cursor, self._spoke = entry.qpos, entry.cursor, _now()
        self._standing.check()

    def _heartbeat(self) -> QueueHeartbeat:
        self._spoke = _now()
        return QueueHeartbeat(head=BigInt(self._head), acked=BigInt(self._acked), server_time=self._context.now)

    def _quiet_for(self) -> float:
        return _now() - self._spoke

    @property
    def _full(self) -> bool:
        return credit(self._acked, self._window, self._qpos) == 0

    def _count_patience(self, acked: int) -> None:
        moved, self._acked = acked != self._acked, acked
        if not self._full:
            self._full_since = float("inf")
        elif moved or self._full_since == float("inf"):
            self._full_since = _now()

    def _lose_patience(self) -> None:
        if _now() - self._full_since >= self._pace.patience:
            raise Refused(SLOW_CONSUMER, seconds=int(self._pace.patience))

    async def _listen(self, relay: Relay) -> None:
        """Be told what comes together with the other readers, until the credit is used up or a sign of life is due."""
        assert self._cursor is not None, "whoever has a place has its cursor"
        at, quiet = At(self._qpos, self._cursor), max(self._pace.heartbeat - self._quiet_for(), 0)
        found = await relay.carry(queue_events(self._queue), at, until=self._acked + self._window, quiet=quiet)
        if found.number > self._qpos:
            self._qpos, self._cursor, self._spoke = found.number, found.cursor, _now()

    async def _rest(self) -> None:
        bell, seconds = (ACKS, self._pace.credit) if self._full else (LOG, self._pace.look)
        bus = self._context.services.bus
        seconds = min(seconds, max(self._pace.heartbeat - self._quiet_for(), 0))
        self._heard[bell] = await bus.hear(bell, self._heard.get(bell, 0), seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()
