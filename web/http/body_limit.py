"""Starlette's body limit, answering in JSON like everything else here."""

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.codes import PAYLOAD_TOO_LARGE
from web.http.refusals import Refusal
from web.http.responses import refused


class BodyLimit:
    """Refuses (413) bodies of more than `limit` bytes, declared or chunked, before they are read whole."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._limited, self._limit = RequestBodyLimitMiddleware(app, max_body_size=limit), limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; Starlette's plain text answer of status 413 is replaced."""
        too_large = False

        async def json_instead(message: Message) -> None:
            nonlocal too_large
            too_large = too_large or (message["type"] == "http.response.start" and message["status"] == 413)
            if not too_large:
                await send(message)

        await self._limited(scope, receive, json_instead)
        if too_large:
            response = refused(Request(scope), Refusal(PAYLOAD_TOO_LARGE, 413, limit=self._limit))
            await response(scope, receive, send)
