"""What resolvers and plans see of one request, or of one event of a stream."""

from starlette.requests import HTTPConnection, Request

from core.access.viewer import Viewer
from schema.context import Language, Live, RequestContext
from web.host import Host
from web.http.direct import BEGUN
from web.http.negotiation import language
from web.http.source import source
from web.http.supervision import DeadlineExceeded
from web.http.trace import trace_of


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
        traceparent=None if live else trace_of(request.headers),
        live=live,
        lanes=side.lanes,
        kept=side.kept,
        beyond=host.pool,
    )


async def begun_context(host: Host, viewer: Viewer, request: Request) -> RequestContext:
    """The same, or what the short way has begun of the request. Raises DeadlineExceeded where that ran out of time."""
    begun = request.scope.get(BEGUN)
    if isinstance(begun, DeadlineExceeded):
        raise begun
    return begun or context_of(host, viewer, request)


def plan_context(host: Host, viewer: Viewer, language: Language) -> RequestContext:
    """What a plan needs of a request; nothing of it can count tries."""
    side = host.side(viewer)
    return RequestContext(
        viewer, side.pool, host.services, host.codes, host.signing_key, "", language,
        lanes=side.lanes, kept=side.kept, beyond=host.pool,
    )  # fmt: skip
