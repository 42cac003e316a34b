"""What the transport counts for Prometheus. Labels are small fixed sets; nothing a client names becomes a label."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Exposition = Callable[[CollectorRegistry], Awaitable[bytes]]
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class TransportMetrics:
    """GraphQL requests by kind (query, mutation, none when refused earlier) and outcome, and how long they took.

    Outcomes: ok, errors (answered with errors beside or instead of data), refused, deadline, left, fault. Connections that
    stay open and subscriptions are counted while they last, WebSockets by the code they were closed with.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("kind", "outcome")
        self._requests = Counter("graphql_requests", "GraphQL queries and mutations", labels, registry=registry)
        self._seconds = Histogram(
            "graphql_request_duration_seconds", "Time to answer", labels, buckets=_SECONDS, registry=registry
        )
        self._connections = Gauge(
            "graphql_connections", "Connections that stay open", ("transport",), registry=registry
        )
        self._subscriptions = Gauge("graphql_subscriptions", "Subscriptions that run", registry=registry)
        self._known: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._reads = Counter(
            "graphql_reads", "Queries by what answered them: a plan, or why graphql-core", ("by",), registry=registry
        )
        self._read_by: dict[str, Counter] = {}
        self._closed = Counter("graphql_websockets_closed", "WebSockets by close code", ("code",), registry=registry)

    def connected(self, transport: str) -> AbstractContextManager[object]:
        """Count a connection of `websocket` or `sse` for the block."""
        return self._connections.labels(transport).track_inprogress()

    def subscribed(self) -> AbstractContextManager[object]:
        """Count a subscription for the block."""
        return self._subscriptions.track_inprogress()

    def closed(self, code: int) -> None:
        """Count a WebSocket that this server closed."""
        self._closed.labels(str(code)).inc()

    def read(self, by: str) -> None:
        """Count a query that was answered by `plan`, or by graphql-core for a reason."""
        found = self._read_by.get(by)
        if found is None:
            found = self._read_by[by] = self._reads.labels(by)
        found.inc()

    def record(self, kind: str, outcome: str, seconds: float) -> None:
        """Count one finished request."""
        found = self._known.get((kind, outcome))
        if found is None:
            labels = self._requests.labels(kind, outcome), self._seconds.labels(kind, outcome)
            found = self._known[kind, outcome] = labels
        count, duration = found
        count.inc()
        duration.observe(seconds)


async def of_this_process(registry: CollectorRegistry) -> bytes:
    """What the process itself has counted."""
    return generate_latest(registry)


def metrics_route(registry: CollectorRegistry, exposition: Exposition = of_this_process) -> Route:
    """`GET /metrics` in Prometheus's text format."""

    async def metrics(_: Request) -> Response:
        return Response(await exposition(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Route("/metrics", metrics, methods=["GET"])
