"""A small schema and application of the tests' own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from strawberry.schema.config import StrawberryConfig

from core.errors import NotFound
from schema.faults import process_errors
from schema.gate.execution import GateExtension
from schema.gate.gate import Gate
from web.documents.admission import Admission
from web.http.codes import FORBIDDEN, RATE_LIMITED, UNAUTHENTICATED
from web.http.graphql import GraphQLEndpoint
from web.http.headers import AnswerHeaders
from web.http.health import health_routes
from web.http.metrics import TransportMetrics, metrics_route
from web.http.refusals import Refusal
from web.http.sdl import sdl_route
from web.http.unrouted import MaskedFaults, refused_by_starlette

SECRET = "password=hunter2 13800138000"


def _odd(value: object) -> str:
    raise ValueError(SECRET)


Odd = NewType("Odd", str)


@strawberry.input(one_of=True)
class CaseBy:
    """One way to find a case."""

    number: strawberry.Maybe[str]
    place: strawberry.Maybe[str]


@strawberry.input
class CaseFilter:
    """What cases to list."""

    title: strawberry.Maybe[str]


@strawberry.type
class Case:
    """A case."""

    id: strawberry.ID
    title: str

    @strawberry.field
    def unit(self) -> "Unit":
        """Its unit."""
        return Unit(name="供水公司")


@strawberry.type
class Unit:
    """A unit."""

    name: str

    @strawberry.field
    def cases(self, first: int = 20) -> list[Case]:
        """Its cases."""
        return [Case(id=strawberry.ID(str(n)), title="停水") for n in range(min(first, 3))]


@dataclass
class Slow:
    """What became of the slow resolvers."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, seconds: float) -> str:
        """Sleep, and say how it ended."""
        self.begun.set()
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        self.finished.set()
        return "done"


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    def hello(self, name: str = "世界") -> str:
        """A greeting."""
        return f"你好，{name}"

    @strawberry.field
    def case(self, by: CaseBy) -> Case | None:
        """One case."""
        return Case(id=strawberry.ID("1"), title="停水")

    @strawberry.field
    def count(self, filter: CaseFilter) -> int:
        """How many cases there are."""
        return 3

    @strawberry.field
    def unit(self) -> Unit:
        """One unit."""
        return Unit(name="供水公司")

    @strawberry.field
    def odd(self, value: Odd) -> str | None:
        """Takes what its scalar never accepts."""
        return None

    @strawberry.field
    def number(self) -> int | None:
        """More than an Int holds."""
        return 13800138000

    @strawberry.field
    def required(self) -> str:
        """Fails where null is not allowed."""
        raise RuntimeError(SECRET)

    @strawberry.field
    def broken(self) -> str | None:
        """Fails."""
        raise RuntimeError(SECRET) from KeyError(SECRET)

    @strawberry.field
    def graphql_broken(self) -> str | None:
        """Fails with an error of the library's own kind."""
        raise GraphQLError(SECRET)

    @strawberry.field
    def hidden(self) -> str | None:
        """Refuses."""
        raise NotFound

    @strawberry.field
    async def slow(self, info: strawberry.Info, seconds: float = 30) -> str | None:
        """Takes its time."""
        slow: Slow = info.context["slow"]
        return await slow.work(seconds)


@strawberry.type
class Mutation:
    """Writes."""

    @strawberry.mutation
    def rename(self, title: str) -> str:
        """Return the new title."""
        return title

    @strawberry.mutation
    async def slow_write(self, info: strawberry.Info, seconds: float) -> str:
        """Takes its time."""
        slow: Slow = info.context["slow"]
        return await slow.work(seconds)


@strawberry.type
class Subscription:
    """Streams."""

    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        """Count."""
        yield 1


class Schema(strawberry.Schema):
    """The schema with our error policy."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Code and mask."""
        process_errors(errors)


@dataclass(frozen=True)
class Viewer:
    """Someone with the operations granted."""

    operations: frozenset[str] = frozenset()

    def may(self, operation: str, /) -> bool:
        """Whether it was granted."""
        return operation in self.operations


REFUSALS = {
    "Bearer expired": Refusal(UNAUTHENTICATED, 401, {"www-authenticate": 'Bearer error="invalid_token"'}),
    "Bearer banned": Refusal(FORBIDDEN, 403),
    "Bearer hurried": Refusal(RATE_LIMITED, 429, {"retry-after": "7"}),
}


async def authenticate(request: Request) -> Viewer | Refusal:
    """Developers may introspect; some tokens are refused."""
    token = request.headers.get("authorization", "")
    if token in REFUSALS:
        return REFUSALS[token]
    return Viewer(frozenset({"introspect"} if token == "Bearer developer" else ()))


async def broken_route(request: Request) -> Response:
    """Fails."""
    raise RuntimeError(SECRET)


class BrokenLate:
    """Fails after its answer has begun."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin and fail."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError(SECRET)


def example_schema() -> Schema:
    """The schema above."""
    config = StrawberryConfig(scalar_map={Odd: strawberry.scalar(name="Odd", parse_value=_odd)})
    return Schema(Query, Mutation, Subscription, config=config, extensions=[GateExtension])


@dataclass
class Example:
    """The application and what the tests look at."""

    deadline: float = 10.0
    slow: Slow = field(default_factory=Slow)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    problems: list[str] = field(default_factory=list)

    async def check(self) -> list[str]:
        """The readiness check."""
        return self.problems

    async def context(self, viewer: Viewer, request: Request) -> dict[str, object]:
        """The resolvers' context."""
        if request.headers.get("x-break-context"):
            raise RuntimeError(SECRET)
        return {"slow": self.slow, "viewer": viewer}

    def app(self) -> Starlette:
        """The application."""
        schema = example_schema()
        endpoint = GraphQLEndpoint(
            schema,
            self.context,
            authenticate=authenticate,
            admission=Admission(Gate(schema._schema)),
            metrics=TransportMetrics(self.registry),
            deadline=self.deadline,
        )
        routes = [
            Route("/graphql", endpoint),
            *health_routes(self.check, seconds=0.2),
            metrics_route(self.registry),
            sdl_route(schema.as_str(), authenticate),
            Route("/broken", broken_route),
            Route("/broken-late", BrokenLate()),
        ]
        middleware = [Middleware(AnswerHeaders), Middleware(MaskedFaults)]
        return Starlette(routes=routes, middleware=middleware, exception_handlers={HTTPException: refused_by_starlette})
