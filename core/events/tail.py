"""The end of the log for everybody in a process who follows it: read once, told to all.

A follower that cannot keep up is dropped from the shared reading and reads for itself until it has caught up: it never
makes others wait, holds a bounded number of events, and misses none.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import structlog

from core.db.read import Read
from core.errors import DomainError
from core.events import tail_statements as sql
from core.events.bus import POLL_SECONDS, Bus
from core.events.cursors import LOG, cursor
from core.events.inbox import Inbox
from core.events.logged import Batch, LoggedEvent, logged
from core.events.repeat import repeat

_log = structlog.get_logger("hotline.tail")

BATCH = 200
"""Events that are read for all in one go."""
PAGE = 50
"""Events that one who reads for itself reads in one go: hundreds may hold as many while their peers do not read."""
PAUSE = 0.1
"""Seconds before the first new try when the database is in trouble, or behind what it told others."""
HELD = 2_000
"""Events that wait for one follower at most; beyond, it reads for itself."""


class NotOnThisHistory(DomainError):
    """The log does not hold any more what was followed: a fail-over, a restore, or a place that was dropped long ago."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What was read of the log in one go: the events of cases in it, and its last place. `count` is of all positions."""

    events: list[LoggedEvent]
    count: int
    pos: int
    chain: bytes


class Tail:
    """One per process. It reads while somebody follows."""

    def __init__(self, pool: Any, bus: Bus) -> None:
        self._read, self._bus = Read(pool), bus
        self._inboxes: set[Inbox[LoggedEvent]] = set()
        self._pos, self._chain = 0, b""
        self._reading: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    async def follow(self, after_pos: int, at: str | None = None) -> AsyncGenerator[Batch, None]:
        """Everything after `after_pos`, in order and for ever, in batches. Close the iterator to stop following.

        `at` is that place's cursor, for whoever has been there before: history may have been exchanged since.
        Raises NotOnThisHistory, after which the follower begins anew from the current state.
        """
        pos, chain = after_pos, await self._chain_at(after_pos)
        if at is not None and cursor(LOG, pos, chain) != at:
            raise NotOnThisHistory
        while True:
            async with aclosing(self._until_late(pos, chain)) as batches:
                async for batch in batches:
                    yield batch
                    pos, chain = batch[-1].pos, batch[-1].chain

    async def head(self) -> int:
        """The last position of the log now."""
        return int(await self._read.fetch_value(sql.HEAD))

    async def _until_late(self, pos: int, chain: bytes) -> AsyncGenerator[Batch, None]:
        """Read alone up to where the others are, then with them, until it is too much."""
        async for batch in self._alone(pos, chain):
            yield batch
            pos, chain = batch[-1].pos, batch[-1].chain
        inbox = self._join(pos, chain)
        try:
            async for batch in self._up_to(self._pos, pos, chain, inbox):
                yield batch
                pos, chain = batch[-1].pos, batch[-1].chain
            async for batch in self._from(inbox, pos):
                yield batch
        finally:
            self._leave(inbox)

    async def _alone(self, pos: int, chain: bytes) -> AsyncIterator[Batch]:
        """What is logged after `pos`, as far as there is any."""
        while (found := await self._after(pos, chain, PAGE)).count:
            if found.events:
                yield found.events
            pos, chain = found.pos, found.chain

    async def _up_to(self, until: int, pos: int, chain: bytes, inbox: Inbox[LoggedEvent]) -> AsyncIterator[Batch]:
        """What is logged after `pos`, up to where the others are at least: they may have read of a log that is further."""
        while pos < until and not (inbox.late or inbox.lost):
            found = await self._after(pos, chain, PAGE)
            if found.events:
                yield found.events
            if not found.count:
                await asyncio.sleep(PAUSE)
            pos, chain = found.pos, found.chain

    async def _from(self, inbox: Inbox[LoggedEvent], pos: int) -> AsyncIterator[Batch]:
        while not inbox.late:
            batch = inbox.take()
            if batch is not None:
                news = [one for one in batch if one.pos > pos]
                if news:
                    yield news
            elif inbox.lost:
                raise NotOnThisHistory
            else:
                await inbox.news.wait()

    def _join(self, pos: int, chain: bytes) -> Inbox[LoggedEvent]:
        inbox = Inbox[LoggedEvent](HELD)
        if self._reading is None:
            self._pos, self._chain, self._stop = pos, chain, asyncio.Event()
            self._reading = asyncio.create_task(repeat("tail", self._go_on, self._stop, PAUSE))
            self._reading.add_done_callback(self._ended)
        self._inboxes.add(inbox)
        return inbox

    def _leave(self, inbox: Inbox[LoggedEvent]) -> None:
        self._inboxes.discard(inbox)
        if not self._inboxes and self._reading is not None:
            self._stop.set()
            self._reading.cancel()
            self._reading = None

    async def _go_on(self) -> None:
        while not self._stop.is_set():
            await self._turn()

    async def _turn(self) -> None:
        try:
            found = await self._after(self._pos, self._chain, BATCH)
        except NotOnThisHistory:
            self._lose()
            return
        self._pos, self._chain = found.pos, found.chain
        if found.events:
            for inbox in self._inboxes:
                inbox.put(found.events)
        if found.count < BATCH:
            await self._bus.wait(self._pos, POLL_SECONDS)

    def _ended(self, reading: asyncio.Task[None]) -> None:
        if not reading.cancelled() and (fault := reading.exception()) is not None:
            _log.error("tail failed", exception=type(fault).__qualname__)
            self._lose()

    def _lose(self) -> None:
        """Nobody who follows can go on; what others follow from now on is not for them, however late they notice."""
        self._stop.set()
        self._reading = None
        ended, self._inboxes = self._inboxes, set()
        for inbox in ended:
            inbox.lost = True
            inbox.news.set()

    async def _chain_at(self, pos: int) -> bytes:
        row = await self._read.fetch_one(sql.PLACE, pos=pos)
        if pos and (row is None or row["chain"] is None):
            raise NotOnThisHistory
        return row["chain"] if row and pos else b""

    async def _after(self, pos: int, chain: bytes, most: int) -> _Stretch:
        """The next `most` places; what was read last is asked for again, so that another history shows itself."""
        rows = await self._read.fetch(sql.AFTER, pos=pos, limit=most + 1)
        known = pos == 0 or (rows and rows[0]["pos"] == pos and rows[0]["link"] == chain)
        if not known and await self._chain_at(pos) != chain:
            raise NotOnThisHistory
        news = [row for row in rows if row["pos"] > pos][:most]
        if news:
            pos, chain = news[-1]["pos"], news[-1]["link"]
        return _Stretch([logged(row) for row in news if row["id"] is not None], len(news), pos, chain)
