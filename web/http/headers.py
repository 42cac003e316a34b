"""Headers that every HTTP answer carries."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from web.http.request_id import HEADER, request_id
from web.http.trace import logged, trace_of


class AnswerHeaders:
    """ASGI middleware: `x-request-id`, `x-content-type-options: nosniff`, and `cache-control: no-store` unless set.

    The request id, and that of the caller's trace, are bound to the log context for the time of the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        known = request_id(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[HEADER] = known
                headers["x-content-type-options"] = "nosniff"
                headers.setdefault("cache-control", "no-store")
            await send(message)

        with bound_contextvars(request_id=known, **logged(trace_of(Headers(scope=scope)))):
            await self._app(scope, receive, with_headers)
        return None
