"""What happens outside the endpoints: refusals of Starlette's own, and faults of plain routes."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.codes import BAD_REQUEST, METHOD_NOT_ALLOWED, PATH_NOT_FOUND
from web.http.refusals import Refusal
from web.http.responses import failed, refused


async def refused_by_starlette(request: Request, exception: Exception) -> Response:
    """Handler for HTTPException: an unknown path, or a method that its route does not take."""
    assert isinstance(exception, HTTPException)
    headers = exception.headers or {}
    if exception.status_code == 404:
        return refused(request, Refusal(PATH_NOT_FOUND, 404))
    if exception.status_code == 405:
        return refused(request, Refusal(METHOD_NOT_ALLOWED, 405, headers, allow=headers.get("Allow", "")))
    return refused(request, Refusal(BAD_REQUEST, exception.status_code, headers, problem=str(exception.detail)))


class MaskedFaults:
    """ASGI middleware, inside AnswerHeaders: an exception that leaves a route becomes 500 with an incident number.

    Starlette's own handler would raise it again, and the server would log its text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a fault after the answer has begun is logged and ends the answer there."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as fault:
            if scope["type"] != "http":
                raise
            response = failed(Request(scope), fault)
            if not started:
                await response(scope, receive, send)
