"""What the transport counts for Prometheus. Labels are small fixed sets; nothing a client names becomes a label."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class TransportMetrics:
    """GraphQL requests by kind (query, mutation, none when refused earlier) and outcome, and how long they took.

    Outcomes: ok, errors (answered with errors beside or instead of data), refused, deadline, left, fault.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("kind", "outcome")
        self._requests = Counter("graphql_requests", "GraphQL requests over HTTP", labels, registry=registry)
        self._seconds = Histogram(
            "graphql_request_duration_seconds", "Time to answer", labels, buckets=_SECONDS, registry=registry
        )

    def record(self, kind: str, outcome: str, seconds: float) -> None:
        """Count one finished request."""
        self._requests.labels(kind, outcome).inc()
        self._seconds.labels(kind, outcome).observe(seconds)


def metrics_route(registry: CollectorRegistry) -> Route:
    """`GET /metrics` in Prometheus's text format."""

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Route("/metrics", metrics, methods=["GET"])
