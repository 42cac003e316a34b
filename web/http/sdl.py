"""The schema as text, for tools."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from schema.gate.codes import INTROSPECTION_REFUSED
from schema.gate.gate import Introspector
from web.http.refusals import Refusal
from web.http.responses import refused


def sdl_route(sdl: str, authenticate: Callable[[Request], Awaitable[Introspector | Refusal]]) -> Route:
    """`GET /schema.graphql`, for those who may introspect: the text tells no less than introspection does."""

    async def schema_text(request: Request) -> Response:
        viewer = await authenticate(request)
        if isinstance(viewer, Refusal):
            return refused(request, viewer)
        if not viewer.may("introspect"):
            return refused(request, Refusal(INTROSPECTION_REFUSED, 403))
        return PlainTextResponse(sdl)

    return Route("/schema.graphql", schema_text, methods=["GET"])
