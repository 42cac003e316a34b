"""The transports of one schema: plain HTTP and WebSocket on `/graphql`, server-sent events on `/graphql/stream`."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256

from starlette.requests import HTTPConnection, Request
from starlette.routing import BaseRoute, Route, WebSocketRoute

from core.access.viewer import Viewer
from core.settings import Settings
from schema.compose import HotlineSchema
from schema.context import Language, Live, RequestContext
from schema.gate.gate import Gate
from schema.plan.reads import Reads
from web.auth.anonymous import Door
from web.auth.authenticate import Authenticator
from web.auth.issuers import bounds_of
from web.auth.live import LiveViewers
from web.documents.admission import Admission
from web.documents.trusted import TrustedDocuments, read_trusted
from web.host import Host
from web.http.direct import BEGUN, Direct
from web.http.graphql import GraphQLEndpoint
from web.http.metrics import TransportMetrics
from web.http.negotiation import language
from web.http.rates import rates_of
from web.http.source import source
from web.http.supervision import DeadlineExceeded
from web.sse.endpoint import EventStreamEndpoint
from web.sse.held import HeldStreams
from web.sse.table import StreamTable
from web.streams.limits import StreamLimits
from web.streams.operations import Operations
from web.streams.registry import Streams
from web.ws.endpoint import WebSocketEndpoint


class Transports:
    """Their routes, and what runs while they are served. All pass the same gate and find the same documents.

    Raises Halt for trusted documents that cannot be used.
    """

    def __init__(
        self,
        host: Host,
        schema: HotlineSchema,
        *,
        authenticate: Authenticator,
        metrics: TransportMetrics,
        limits: StreamLimits | None = None,
    ) -> None:
        gate, limits = Door(schema._schema), limits or StreamLimits()
        self.rates = rates = rates_of(host.settings)
        admission = Admission(gate, _trusted(host.settings, gate), rates)
        reads = Reads(schema, metrics.read)
        viewers = LiveViewers(host.read, host.clock, lambda: host.matrix, lambda: bounds_of(host.issuers))
        self.streams = Streams(viewers, limits)
        self.operations = operations = Operations(
            schema, partial(context_of, host), self.streams.viewers,
            admission=admission, metrics=metrics, reads=reads.answer, deadline=limits.deadline,
            pause=rates.pause,
        )  # fmt: skip
        self.table = StreamTable(host.read, _key(host.signing_key), limits)
        self._held = HeldStreams(self.table, operations, self.streams, lambda: host.services.bus)

        async def context(viewer: Viewer, request: Request) -> RequestContext:
            begun = request.scope.get(BEGUN)
            if isinstance(begun, DeadlineExceeded):
                raise begun
            return begun or context_of(host, viewer, request)

        self.direct = Direct(
            signed=authenticate.at_hand,
            anew=authenticate.read_anew,
            context=partial(_reading, host),
            admission=admission,
            reads=reads,
            metrics=metrics,
        )
        http = GraphQLEndpoint(
            schema, context, authenticate=authenticate, admission=admission, metrics=metrics, reads=reads.answer
        )
        socket = WebSocketEndpoint(self.streams, operations, authenticate=authenticate, metrics=metrics)
        events = EventStreamEndpoint(
            self.streams, operations, held=self._held, table=self.table, authenticate=authenticate, metrics=metrics
        )
        self.routes: list[BaseRoute] = [
            Route("/graphql", http),
            WebSocketRoute("/graphql", socket),
            Route("/graphql/stream", events),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after the open connections for the block."""
        async with self.streams.running(), self._held.running():
            yield


def context_of(host: Host, viewer: Viewer, request: HTTPConnection, live: Live | None = None) -> RequestContext:
    """What the resolvers of one request see, or of one event of a stream, where `live` is who is behind it."""
    side = host.side(viewer)
    return RequestContext(
        viewer=viewer,
        pool=side.pool,
        services=host.services,
        codes=host.codes,
        signing_key=host.signing_key,
        source=source(request),
        language=language(request),
        idempotency_key=None if live else request.headers.get("idempotency-key"),
        live=live,
        lanes=side.lanes,
        kept=side.kept,
        beyond=host.pool,
        side_of=host.side if live else None,
    )


def _reading(host: Host, viewer: Viewer, language: Language) -> RequestContext:
    """What a plan needs of a request; nothing of it can count tries."""
    side = host.side(viewer)
    return RequestContext(
        viewer, side.pool, host.services, host.codes, host.signing_key, "", language,
        lanes=side.lanes, kept=side.kept, beyond=host.pool,
    )  # fmt: skip


def _trusted(settings: Settings, gate: Gate) -> TrustedDocuments:
    if settings.trusted_documents is None:
        return TrustedDocuments()
    trusted = read_trusted(settings.trusted_documents, only=settings.trusted_documents_only)
    trusted.keep(gate, settings.trusted_documents)
    return trusted


def _key(signing_key: bytes) -> bytes:
    return hmac.new(signing_key, b"requests that wait for their event stream", sha256).digest()
