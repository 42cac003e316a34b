"""Who listens in a group: sockets that take what is told at once, and transports that have to wait."""

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from starlette.requests import HTTPConnection

from schema.streams.relay import At
from web.auth.anonymous import NOBODY
from web.auth.live import LiveViewer
from web.documents.asked import GraphQLRequest
from web.http.negotiation import Language
from web.http.trace import HEADER, traceparent
from web.streams.packets import Answer, Packet

Take = Callable[[Packet], bool]

HELD = 64
"""Answers that wait for one listener who cannot take them at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """Who asks over one connection, in which language, and as part of which trace."""

    connection: HTTPConnection
    live: LiveViewer
    language: Language
    traceparent: str | None = None

    def asking(self, request: GraphQLRequest) -> "Caller":
        """The same as part of the trace in `extensions.traceparent`, if the request names one there and has an account."""
        named = traceparent(request.extensions.get(HEADER)) if self.live.now.id != NOBODY else None
        return replace(self, traceparent=named) if named else self


@dataclass(frozen=True, slots=True)
class Ear:
    """How one subscriber is told: `take` writes a packet at once or answers False; without it each answer is waited for."""

    take: Take | None
    answered: Callable[[Answer], Awaitable[None]]


class Listener:
    """One subscriber of a group; `news` is set when there is something to look at. Nothing behind `until` is for him."""

    __slots__ = ("_at", "_failure", "caller", "news", "take", "until")

    def __init__(self, caller: Caller, ear: Ear, until: int | None) -> None:
        self.caller, self.news = caller, asyncio.Event()
        self.take = ear.take or Waiting(ear.answered, self.news)
        self.until = sys.maxsize if until is None else until
        self._at: At | None = None
        self._failure: Exception | None = None

    @property
    def over(self) -> bool:
        """Whether he is told no more."""
        return self._at is not None or self._failure is not None

    def end(self, at: At) -> None:
        """He has been told everything up to here, and is told no more."""
        self._at = at
        self.news.set()

    def fail(self, failure: Exception) -> None:
        """Nobody is told any more."""
        self._failure = failure
        self.news.set()

    async def look(self) -> None:
        """Tell him what he had no time for."""
        self.news.clear()
        if isinstance(self.take, Waiting):
            await self.take.rest()

    def result(self) -> At:
        """Up to where he was told. Raises what ended it for all."""
        if self._at is None:
            raise self._failure or asyncio.CancelledError
        return self._at


class Waiting:
    """The `take` of a listener who waits for each answer to be taken: packets are left, and told by himself."""

    def __init__(self, answered: Callable[[Answer], Awaitable[None]], news: asyncio.Event) -> None:
        self._answered, self._news = answered, news
        self._left, self._held = deque[Packet](), 0

    def __call__(self, packet: Packet) -> bool:
        """Leave a packet, unless it is too much."""
        if self._held and self._held + len(packet.answers) > HELD:
            return False
        self._left.append(packet)
        self._held += len(packet.answers)
        self._news.set()
        return True

    async def rest(self) -> None:
        """Tell what is left."""
        while self._left:
            packet = self._left.popleft()
            for answer in packet.answers:
                await self._answered(answer)
            self._held -= len(packet.answers)
