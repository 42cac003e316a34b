"""The endpoint `/graphql` over WebSocket."""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from structlog.contextvars import bound_contextvars

from web.auth.authenticate import Authenticator
from web.http.codes import CROSS_SITE_WEBSOCKET
from web.http.csrf import OWN
from web.http.metrics import TransportMetrics
from web.http.refusals import Refusal
from web.http.request_id import request_id
from web.http.responses import refused
from web.streams.operations import Operations
from web.streams.registry import Streams
from web.ws.closing import OTHER_SUBPROTOCOL
from web.ws.connection import Connection, close

PROTOCOL: Final = "graphql-transport-ws"


class WebSocketEndpoint:
    """An ASGI application; mount it with `WebSocketRoute("/graphql", endpoint)`.

    Speaks graphql-transport-ws only: any other subprotocol, the older `graphql-ws` too, is closed with 4406.
    """

    def __init__(
        self, streams: Streams, operations: Operations, *, authenticate: Authenticator, metrics: TransportMetrics
    ) -> None:
        self._streams, self._operations = streams, operations
        self._authenticate, self._metrics = authenticate, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket."""
        websocket = WebSocket(scope, receive, send)
        with bound_contextvars(request_id=request_id(scope)):
            try:
                self._streams.refuse_while_draining()
                _refuse_foreign_page(websocket)
            except Refusal as refusal:
                await websocket.receive()
                await websocket.send_denial_response(refused(websocket, refusal))
            else:
                await self._accept(websocket, send)

    async def _accept(self, websocket: WebSocket, send: Send) -> None:
        speaks = PROTOCOL in websocket.scope["subprotocols"]
        try:
            await websocket.accept(PROTOCOL if speaks else None)
        except (WebSocketDisconnect, RuntimeError):  # left during the handshake
            return
        if not speaks:
            await close(websocket, OTHER_SUBPROTOCOL)
            return
        with self._metrics.connected("websocket"):
            connection = Connection(websocket, send, self._streams, self._operations, self._authenticate)
            end = await connection.serve()
        if end:
            self._metrics.closed(end.code)


def _refuse_foreign_page(connection: HTTPConnection) -> None:
    """Refuse (403) a handshake that a page of another site caused; programs send no such headers.

    A browser asks nobody before it opens a WebSocket. Those that say nothing of the site tell the page's origin, which
    must be this very host; a proxy has to pass `Host` on.
    """
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    if site is not None:
        foreign = site not in OWN
    else:
        foreign = origin is not None and _host(origin) != _host(f"//{connection.headers.get('host', '')}")
    if foreign:
        raise Refusal(CROSS_SITE_WEBSOCKET, 403)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
