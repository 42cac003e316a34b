"""The transports of one schema: plain HTTP and WebSocket on `/graphql`, server-sent events on `/graphql/stream`."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256

from starlette.routing import BaseRoute, Route, WebSocketRoute

from core.settings import Settings
from schema.compose import HotlineSchema
from schema.gate.gate import Gate
from schema.plan.reads import Reads
from web.auth.anonymous import Door
from web.auth.authenticate import Authenticator
from web.auth.issuers import bounds_of
from web.auth.live import LiveViewers
from web.contexts import begun_context, context_of, plan_context
from web.documents.admission import Admission
from web.documents.trusted import TrustedDocuments, read_trusted
from web.host import Host
from web.http.direct import Direct
from web.http.graphql import GraphQLEndpoint
from web.http.metrics import TransportMetrics
from web.http.rates import rates_of
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
        limits, gate, reads = limits or StreamLimits(), Door(schema._schema), Reads(schema, metrics.read)
        self.rates = rates_of(host.settings)
        admission = Admission(gate, _trusted(host.settings, gate), self.rates)
        self.direct = Direct(
            signed=authenticate.at_hand, anew=authenticate.read_anew, context=partial(plan_context, host),
            admission=admission, reads=reads, metrics=metrics,
        )  # fmt: skip
        self._http = GraphQLEndpoint(
            schema, partial(begun_context, host),
            authenticate=authenticate, admission=admission, metrics=metrics, reads=reads.answer,
        )  # fmt: skip
        self.streams = Streams(_live_viewers(host), limits)
        self.operations = Operations(
            schema, partial(context_of, host), self.streams.viewers, admission=admission, metrics=metrics,
            reads=reads.answer, deadline=limits.deadline, pause=self.rates.pause,
        )  # fmt: skip
        self._socket = WebSocketEndpoint(self.streams, self.operations, authenticate=authenticate, metrics=metrics)
        self.table = StreamTable(host.read, _key(host.signing_key), limits)
        self._held = HeldStreams(self.table, self.operations, self.streams, lambda: host.services.bus)
        self._events = EventStreamEndpoint(
            self.streams, self.operations, held=self._held, table=self.table,
            authenticate=authenticate, metrics=metrics,
        )  # fmt: skip

    @property
    def routes(self) -> list[BaseRoute]:
        """Where each is found."""
        return [
            Route("/graphql", self._http),
            WebSocketRoute("/graphql", self._socket),
            Route("/graphql/stream", self._events),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after the open connections for the block."""
        async with self.streams.running(), self._held.running():
            yield


def _live_viewers(host: Host) -> LiveViewers:
    return LiveViewers(host.read, host.clock, lambda: host.matrix, lambda: bounds_of(host.issuers))


def _trusted(settings: Settings, gate: Gate) -> TrustedDocuments:
    if settings.trusted_documents is None:
        return TrustedDocuments()
    trusted = read_trusted(settings.trusted_documents, only=settings.trusted_documents_only)
    trusted.keep(gate, settings.trusted_documents)
    return trusted


def _key(signing_key: bytes) -> bytes:
    return hmac.new(signing_key, b"requests that wait for their event stream", sha256).digest()
