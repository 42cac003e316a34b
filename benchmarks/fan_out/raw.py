"""The plainest broadcast there is: an ASGI application that sends one text to every open WebSocket."""

import asyncio
import sys
from urllib.parse import parse_qs

import uvicorn
import uvloop
from starlette.types import Message, Receive, Scope, Send

from web.ws.server_protocol import OPTIONS

_open: set[Send] = set()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Sockets stay open; POST /publish?n= broadcasts its body so often."""
    if scope["type"] == "websocket":
        await _socket(receive, send)
    elif scope["type"] == "http":
        await _publish(scope, receive, send)


async def _socket(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "graphql-transport-ws"})
    _open.add(send)
    try:
        while (await receive())["type"] != "websocket.disconnect":
            pass
    finally:
        _open.discard(send)


async def _publish(scope: Scope, receive: Receive, send: Send) -> None:
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part["body"], part["more_body"]
    message: Message = {"type": "websocket.send", "text": body.decode()}
    for _ in range(int(parse_qs(scope["query_string"].decode())["n"][0])):
        for one in list(_open):
            await one(message)
        await asyncio.sleep(0)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def _serve(port: int) -> None:
    """Configured as the hotline's own server, but for its protocol class."""
    options = {**OPTIONS, "ws": "websockets-sansio"}
    config = uvicorn.Config(
        app, port=port, http="httptools", log_config=None, access_log=False, server_header=False, proxy_headers=False,
        lifespan="off", **options,
    )  # fmt: skip
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(int(sys.argv[1])))
