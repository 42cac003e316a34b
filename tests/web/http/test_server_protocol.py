"""Requests that never come to their end are cut off; those that are merely long are served."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from web.http.server_protocol import HEAD_LIMIT, HttpProtocol
from web.ws.server_protocol import OPTIONS

POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Hasty(HttpProtocol):
    head_seconds, body_seconds = 0.4, 0.4


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def size(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    app = Starlette(routes=[Route("/", size, methods=["GET", "POST"])])
    config = uvicorn.Config(
        app, port=0, log_level="critical", lifespan="off", http=Hasty, timeout_keep_alive=2, **OPTIONS
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await running


async def told(port: int, *pieces: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """What is answered until the server ends the connection, and after how many seconds of silence it does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(pause)
    begun = time.monotonic()
    async with asyncio.timeout(5):
        try:
            answer = await reader.read()
        except OSError:
            answer = b""
    writer.close()
    return answer, time.monotonic() - begun


@pytest.mark.parametrize(
    "unfinished",
    [
        b"",
        b"POST / HT",
        POST,
        POST + b"Content-Length: 100\r\n\r\n{",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
    ],
    ids=["nothing", "no line", "no end of the head", "half a body", "half a chunk", "half a handshake"],
)
async def test_what_never_ends_is_cut_off(port: int, unfinished: bytes) -> None:
    answer, seconds = await told(port, unfinished)

    assert answer == b""
    assert 0.3 < seconds < 1.5


async def test_a_second_request_that_never_ends_is_cut_off_too(port: int) -> None:
    answer, seconds = await told(port, GET, b"GET / HT", pause=0.1)

    assert answer.endswith(b"\r\n\r\n0")
    assert seconds < 1.5


async def test_a_body_that_comes_in_drops_is_cut_off(port: int) -> None:
    answer, _ = await told(port, POST + b"Content-Length: 100\r\n\r\n", *[b"x"] * 6, pause=0.15)

    assert answer == b""


async def test_a_body_that_takes_its_time_is_served(port: int) -> None:
    answer, _ = await told(port, POST + b"Content-Length: 18000\r\n\r\n", *[b"x" * 3000] * 6, pause=0.15)

    assert answer.endswith(b"\r\n\r\n18000")


async def test_a_head_without_bounds_is_cut_off(port: int) -> None:
    answer, seconds = await told(port, b"GET / HTTP/1.1\r\nX: ", b"x" * (HEAD_LIMIT + 1), pause=0.05)

    assert (answer, seconds < 0.3) == (b"", True)


async def test_an_idle_connection_is_kept_for_another_request(port: int) -> None:
    answer, _ = await told(port, GET, GET, pause=0.6)

    assert answer.count(b"HTTP/1.1 200") == 2
