"""The ASGI application: routes, middleware, and what runs as long as it does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Send
from starlette.types import Scope as Connection

from core.access.operations import Operation
from core.access.policy import Scope
from core.access.viewer import SYSTEM, Viewer
from schema.compose import HotlineSchema, build_schema
from schema.context import RequestContext
from schema.export import sdl
from web.attachments import Attachments
from web.auth.authenticate import Authenticator
from web.auth.break_glass import BreakGlass
from web.auth.local import NAME as LOCAL
from web.auth.local import local_issuer
from web.auth.token_endpoint import TokenEndpoint
from web.background import background
from web.exports import Exports
from web.host import Host
from web.http.direct import Direct
from web.http.headers import AnswerHeaders
from web.http.health import MayKnow, ReadinessCheck, health_routes
from web.http.metrics import TransportMetrics, metrics_route, of_this_process
from web.http.plugin_metrics import PluginMetrics
from web.http.queue_metrics import QueueMetrics
from web.http.rates import Charge
from web.http.retention_metrics import RetentionMetrics
from web.http.sdl import sdl_route
from web.http.unrouted import MaskedFaults, refused_by_starlette
from web.transports import Transports

_ITSELF = "itself"
PROBE = "{ districts(first: 1) { edges { node { code } } } }"


def create_app(host: Host) -> Starlette:
    """The application of one host, which trusts its own tokens from then on; it must stay open while the application runs."""

    host.issuers = {**host.issuers, LOCAL: local_issuer(host.signing_key)}
    schema, registry = build_schema(plugins=host.plugins), _registry(host)
    authenticate = Authenticator(host.read, host.clock, lambda: host.issuers, lambda: host.matrix, host.remotes.newer)
    transports = Transports(host, schema, authenticate=authenticate, metrics=TransportMetrics(registry))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        among_workers = host.fleet.joined(registry) if host.fleet else nullcontext()
        async with among_workers, background(host), transports.running():
            yield

    app = Application(
        transports.direct,
        routes=[*transports.routes, *_routes(host, schema, authenticate, registry, transports.rates.charge)],
        middleware=[Middleware(AnswerHeaders), Middleware(MaskedFaults)],
        exception_handlers={HTTPException: refused_by_starlette},
        lifespan=lifespan,
    )
    app.state.streams = transports.streams
    return app


class Application(Starlette):
    """Starlette's, behind the short way of queries that have a plan."""

    def __init__(self, direct: Direct, **parts: Any) -> None:
        super().__init__(**parts)
        self._direct = direct

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """See Starlette."""
        await self._direct(scope, receive, send, super().__call__)


def _routes(
    host: Host, schema: HotlineSchema, authenticate: Authenticator, registry: CollectorRegistry, charge: Charge
) -> list[BaseRoute]:
    return [
        Route(
            "/attachments/{token}",
            Attachments(
                host.pool,
                host.services,
                host.attachments,
                authenticate=authenticate,
                charge=charge,
                side=lambda viewer: host.side(viewer).pool,
            ),
        ),
        Route("/token", TokenEndpoint(host, charge), methods=["POST"]),
        Route("/break-glass", BreakGlass(host, charge), methods=["POST"]),
        Route(
            "/exports/{id}",
            Exports(host.pool, host.services, host.attachments, authenticate=authenticate, charge=charge),
            methods=["GET"],
        ),
        sdl_route(sdl(schema), authenticate),
        *health_routes(_readiness(host, schema), partial(_troubles, host), _operators(authenticate)),
        metrics_route(registry, host.fleet.exposition if host.fleet else of_this_process),
    ]


def _readiness(host: Host, schema: HotlineSchema) -> ReadinessCheck:
    """Asks what a client would: a real query, through schema, permissions and database."""

    async def check() -> Sequence[str]:
        if host.draining.is_set():
            return ["it has been asked to end"]
        viewer = replace(SYSTEM, now=host.clock.now())
        context = RequestContext(viewer, host.pool, host.services, host.codes, host.signing_key, _ITSELF)
        result = await schema.execute(PROBE, context_value=context)
        answered = bool(result.data and result.data["districts"]["edges"])
        return [] if answered and not result.errors else ["a query does not work"]

    return check


def _troubles(host: Host) -> Sequence[str]:
    others = [one.problems() for one in (host.replica, host.fleet) if one]
    return [*host.plugin_state.problems(), *host.queue_state.problems(), *chain.from_iterable(others)]


def _operators(authenticate: Authenticator) -> MayKnow:
    """Whoever may switch plug-ins everywhere may know how they are; what a district's officer oversees may be in there."""

    async def may_know(request: Request) -> bool:
        viewer = await authenticate(request)
        openings = viewer.openings(Operation.PLUGIN_WRITE) if isinstance(viewer, Viewer) else ()
        return any(Scope.ALL in opening.cell.scopes for opening in openings)

    return may_know


def _registry(host: Host) -> CollectorRegistry:
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    registry.register(PluginMetrics(lambda: host.plugins.run.counts, lambda: host.plugin_state.lags))
    registry.register(QueueMetrics(lambda: host.queue_state))
    registry.register(RetentionMetrics(lambda: host.night))
    return registry
