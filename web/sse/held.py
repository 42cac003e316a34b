"""The event streams in single connection mode that are open in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

import structlog
from starlette.requests import HTTPConnection

from core.db.trouble import TROUBLE
from core.events.bus import POLL_SECONDS, Bus
from web.auth.live import LiveViewer
from web.http.negotiation import language
from web.sse.speakers import SingleSpeaker
from web.sse.stream import EventStream
from web.sse.table import AskedFor, StreamTable
from web.streams.listeners import Caller
from web.streams.operations import Operations
from web.streams.registry import Streams
from web.streams.running import RunningOperations
from web.streams.telling import errors_of

BELL: Final = "sse"
SEEN_SECONDS: Final = 15.0
_log = structlog.get_logger("hotline.sse")


class HeldStream:
    """One of them: what is asked of it runs here."""

    def __init__(
        self, stream: EventStream, caller: Caller, operations: Operations, streams: Streams, table: StreamTable
    ) -> None:
        self._stream, self._caller, self._table = stream, caller, table
        self._speaker = SingleSpeaker(stream, caller.language, self._done)
        self.running = RunningOperations(operations, streams, self._speaker)
        self._asked: dict[str, AskedFor] = {}
        self._over: list[AskedFor] = []
        self.begun: set[int] = set()

    def take(self, asked: AskedFor) -> None:
        """Run an operation. One of its id that still runs was stopped meanwhile."""
        self.begun.add(asked.number)
        self.running.leave(asked.id)
        self._asked[asked.id] = asked
        try:
            admitted = self.running.admit(asked.request, self._caller)
        except Exception as failure:
            self._stream.aside(self._speaker.failed(asked.id, errors_of(failure)))  # its client may not read
        else:
            self.running.begin(asked.id, admitted, asked.request.variables, self._caller.asking(asked.request))

    def keep(self, numbers: frozenset[int] | None) -> None:
        """Leave whatever is none of these any more; None ends the stream, which the others have given up."""
        if numbers is None:
            return self._stream.finish()
        self.begun &= numbers
        for id_ in [id_ for id_, asked in self._asked.items() if asked.number not in numbers]:
            del self._asked[id_]
            self.running.leave(id_)
        return None

    async def _done(self, id_: str) -> None:
        asked = self._asked.pop(id_, None)
        if asked is not None:
            self._over.append(asked)
            with suppress(*TROUBLE):  # the client is told that it is over all the same
                await self.settle()

    async def settle(self) -> None:
        """Give the ids free of what is over."""
        while self._over:
            asked = self._over.pop()
            try:
                await self._table.done(asked)
            except BaseException:
                self._over.append(asked)
                raise


class HeldStreams:
    """Follows the table: by the bus, and each second without it."""

    def __init__(self, table: StreamTable, operations: Operations, streams: Streams, bus: Callable[[], Bus]) -> None:
        self._table, self._operations, self._streams, self._bus = table, operations, streams, bus
        self._held: dict[bytes, HeldStream] = {}

    @contextmanager
    def hold(
        self, id_: bytes, stream: EventStream, connection: HTTPConnection, live: LiveViewer
    ) -> Iterator[RunningOperations]:
        """Run what is asked of the stream, for the block."""
        caller = Caller(connection, live, language(connection))
        held = self._held[id_] = HeldStream(stream, caller, self._operations, self._streams, self._table)
        try:
            yield held.running
        finally:
            del self._held[id_]

    def look_soon(self) -> None:
        """Something may have been asked before the stream was open."""
        self._bus().strike(BELL)

    async def tell(self) -> None:
        """Something was asked or stopped: whoever holds the stream shall look."""
        await self._bus().ring(BELL)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the table for the block."""
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def look(self) -> None:
        """Begin what is asked, and leave what is stopped."""
        before = dict(self._held)
        if not before:
            return
        begun = frozenset[int]().union(*(held.begun for held in before.values()))
        for asked in await self._table.waiting(before, begun):
            if held := self._held.get(asked.stream):
                held.take(asked)
        there = await self._table.there()
        for id_, held in before.items():
            held.keep(there.get(id_))
            await held.settle()

    async def _follow(self) -> None:
        heard, seen_at, now = 0, 0.0, asyncio.get_running_loop().time
        while True:
            try:
                heard = await self._bus().hear(BELL, heard, POLL_SECONDS)
                await self.look()
                if now() - seen_at > SEEN_SECONDS:
                    seen_at = now()
                    await self._table.seen(self._held)
            except Exception as fault:
                # The text of a fault may quote a row. A database that is away is asked again.
                _log.error("event streams not looked at", exception=type(fault).__qualname__)
                await asyncio.sleep(POLL_SECONDS)
