"""A small schema to listen to, served by real sockets before a real database of accounts."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import strawberry
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from structlog.contextvars import get_contextvars

from core.errors import NotFound
from schema.cases.types import Case
from schema.compose import HotlineSchema, build_schema
from schema.context import Info, RequestContext
from schema.data.types import declared_of
from schema.streams.relay import At, Feed, Stretch, Told, following
from schema.streams.standing import Standing
from tests.web.auth.tokens import KEY
from tests.web.http.serving import serving
from web.auth.authenticate import Authenticator
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.documents.trusted import digest
from web.host import Host
from web.http.headers import AnswerHeaders
from web.http.metrics import TransportMetrics
from web.http.unrouted import MaskedFaults, refused_by_starlette
from web.streams.limits import StreamLimits
from web.streams.registry import Streams
from web.transports import Transports

SECRET = "password=hunter2 13800138000"


@dataclass
class Probes:
    """What a test sees of the sources, and how it makes them say something."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    news: "asyncio.Queue[int]" = field(default_factory=asyncio.Queue)
    produced: int = 0
    projected: int = 0
    read: int = 0
    making: int = 0
    said: int = 0
    saying: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None
    of: UUID | None = None

    def say(self, to: int, fault: Exception | None = None) -> None:
        """Have the shared source tell the numbers up to this one, or fail."""
        self.said, self.fault = to, fault
        self.saying.set()
        self.saying = asyncio.Event()

    async def changes(self, context: RequestContext, standing: Standing, at: At) -> AsyncGenerator[Stretch, None]:
        """The numbers after a place, as far as the case they are `of` may be known of.

        Every second it is looked at whether anybody may still know of them.
        """
        while True:
            standing.check()
            if self.fault is not None:
                raise self.fault
            self.read += self.said > at.number
            numbers = range(at.number + 1, self.said + 1)[:100]
            every = [Told(At(one, str(one)), Shared(number=one, probes=self)) for one in numbers]
            end = every[-1].at if every else at
            told = every if await self._known(context) else []
            yield Stretch(told, end, near=end.number == self.said)
            at = end
            if at.number == self.said:
                with suppress(TimeoutError):
                    async with asyncio.timeout(1):
                        await self.saying.wait()

    async def _known(self, context: RequestContext) -> bool:
        return self.of is None or await context.loaders.one(declared_of(Case)).load(self.of) is not None


@strawberry.type
class Entry:
    """An event with a cursor."""

    number: int
    cursor: str


@strawberry.type
class Shared:
    """An event that is the same for whoever holds the same."""

    number: int
    probes: strawberry.Private[Probes]

    @strawberry.field
    def twice(self) -> int:
        """Counts how often it was asked."""
        self.probes.projected += 1
        return 2 * self.number

    @strawberry.field
    async def beside(self, seconds: float = 0.01) -> int:
        """How many answers are made at the same time, this one too."""
        self.probes.making += 1
        await asyncio.sleep(seconds)
        found = self.probes.making
        await asyncio.sleep(seconds)
        self.probes.making -= 1
        return found

    @strawberry.field
    def subject(self, info: Info) -> str:
        """Whoever asks."""
        return info.context.viewer.subject

    @strawberry.field
    async def known(self, info: Info, case: str) -> bool:
        """Whether whoever asks may know of a case."""
        return await info.context.loaders.one(declared_of(Case)).load(UUID(case)) is not None

    @strawberry.field
    def sealed(self, info: Info, case: str) -> bool:
        """Opens the title of a case, as far as the log is concerned."""
        info.context.viewer.sees(info.context.services.sightings, "case_file.title", UUID(case))
        return True

    @strawberry.field
    def text(self, size: int) -> str:
        """As long as it is wanted."""
        return "x" * size


@strawberry.type
class Right:
    """Asked of the viewer of each event."""

    operation: strawberry.Private[str]

    @strawberry.field
    def held(self, info: Info) -> bool:
        """Whether the viewer of this event may."""
        return info.context.viewer.may(self.operation)


@strawberry.type
class Brittle:
    """Fails."""

    @strawberry.field
    def value(self) -> int | None:
        """Never there."""
        raise RuntimeError(SECRET)


def live_schema(probes: Probes) -> HotlineSchema:
    """The schema, whose sources tell `probes`."""

    @strawberry.type
    class Query:
        @strawberry.field
        def hello(self, name: str = "世界") -> str:
            return f"你好，{name}"

        @strawberry.field
        async def slow(self, seconds: float = 30) -> str:
            return await _work(probes, seconds)

        @strawberry.field
        def hidden(self) -> str | None:
            raise NotFound

        @strawberry.field
        def broken(self) -> str:
            raise RuntimeError(SECRET)

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        async def trace(self, info: Info) -> list[str | None]:
            return [info.context.traceparent, get_contextvars().get("trace_id")]

        @strawberry.mutation
        async def slow_write(self, seconds: float) -> str:
            return await _work(probes, seconds)

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def count(self, to: int, pause: float = 0) -> AsyncIterator[int]:
            for number in range(to):
                yield number
                if pause:
                    await asyncio.sleep(pause)

        @strawberry.subscription
        async def entries(self, after: str | None = None, to: int = 3) -> AsyncIterator[Entry]:
            for number in range(int(after or 0) + 1, to + 1):
                yield Entry(number=number, cursor=str(number))

        @strawberry.subscription
        async def quiet(self) -> AsyncIterator[int]:
            probes.begun.set()
            try:
                yield 0
                await asyncio.Event().wait()
            finally:
                probes.closed.set()

        @strawberry.subscription
        async def allowed(self, info: Info, operation: str) -> AsyncIterator[Right]:
            while True:
                yield Right(operation=operation)
                await probes.news.get()

        @strawberry.subscription
        async def refused(self) -> AsyncIterator[int]:
            raise NotFound
            yield 0

        @strawberry.subscription
        async def failing(self) -> AsyncIterator[int]:
            yield 1
            raise RuntimeError(SECRET)

        @strawberry.subscription
        async def brittle(self) -> AsyncIterator[Brittle]:
            yield Brittle()
            yield Brittle()

        @strawberry.subscription
        async def flood(self, size: int = 100_000) -> AsyncIterator[str]:
            try:
                while True:
                    probes.produced += 1
                    yield "x" * size
            finally:
                probes.closed.set()

        @strawberry.subscription
        async def shared(self, info: Info, after: int = 0) -> AsyncIterator[Shared]:
            feed = Feed("shared", Standing, probes.changes)
            probes.produced += 1
            async for one in following(info.context, feed, Standing(info.context), At(after, str(after))):
                yield cast("Shared", one)

    return build_schema(queries=[Query], mutations=[Mutation], subscriptions=[Subscription], types=[])


async def _work(probes: Probes, seconds: float) -> str:
    probes.begun.set()
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        probes.closed.set()
        raise
    probes.finished.set()
    return "done"


@dataclass
class Listening:
    """A served application and what its tests need."""

    host: Host
    probes: Probes
    transports: Transports
    registry: CollectorRegistry
    url: str = ""

    @property
    def streams(self) -> Streams:
        """What is open."""
        return self.transports.streams

    @property
    def socket_url(self) -> str:
        """Where WebSockets are opened."""
        return self.url.replace("http://", "ws://") + "/graphql"

    def token(self, role: str = "operator", **more: Any) -> str:
        """A token for a demonstration account."""
        return mint(KEY, f"d:{role}", self.host.clock.now(), **more)

    def bearer(self, role: str = "operator") -> dict[str, str]:
        """The header that carries it."""
        return {"authorization": f"Bearer {self.token(role)}"}

    async def sql(self, statement: str, *values: object) -> None:
        """Change something behind everybody's back."""
        await self.host.pool.execute(statement, *values)


def application(listening: Listening) -> Starlette:
    """The transports, with the live schema behind them."""
    transports = listening.transports

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with transports.running():
            yield

    return Starlette(
        routes=transports.routes,
        middleware=[Middleware(AnswerHeaders), Middleware(MaskedFaults)],
        exception_handlers={HTTPException: refused_by_starlette},
        lifespan=lifespan,
    )


@asynccontextmanager
async def listened(
    host: Host, limits: StreamLimits | None = None, schema: HotlineSchema | None = None
) -> AsyncIterator[Listening]:
    """The application on a real socket, with the live schema unless another is given."""
    host.issuers = {NAME: demonstration_issuer(KEY)}
    probes, registry = Probes(), CollectorRegistry()
    authenticate = Authenticator(host.read, host.clock, lambda: host.issuers, lambda: host.matrix)
    transports = Transports(
        host,
        schema or live_schema(probes),
        authenticate=authenticate,
        metrics=TransportMetrics(registry),
        limits=limits,
    )
    listening = Listening(host, probes, transports, registry)
    async with serving(application(listening), "on") as listening.url:
        yield listening


def trusting(host: Host, folder: Path, *documents: str) -> Host:
    """The host, which runs these documents only."""
    file = folder / "trusted.json"
    file.write_text(json.dumps({digest(one): one for one in documents}), "utf-8")
    settings = host.settings.model_copy(update={"trusted_documents": file, "trusted_documents_only": True})
    return replace(host, settings=settings)
