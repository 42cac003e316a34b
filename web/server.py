"""One serving process: its socket, its signals, its end."""

import asyncio
import errno
import signal
import socket
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from web.http.server_protocol import HttpProtocol
from web.memory import settle
from web.problems import Halt
from web.ws.server_protocol import OPTIONS

GRACE_SECONDS = 3
"""For requests that run when the end is asked for; the database of `var` then has the rest of eight seconds."""

UNREAD_SECONDS = 30
"""How long the system keeps what a peer does not take: a stream to a reader who stalls is cut off then."""

BACKLOG = 2048
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CUT = signal.SIGUSR1
_REFUSED = {
    errno.EADDRINUSE: ("is taken by another program", "Stop that program, or choose another port: HOTLINE_PORT=8001."),
    errno.EACCES: ("may not be used by this user", "Choose a port from 1024 up: HOTLINE_PORT=8000."),
    errno.EADDRNOTAVAIL: ("is no address of this machine", "Set HOTLINE_HOST to 127.0.0.1, 0.0.0.0 or one of its own."),
}


def listening_socket(host: str, port: int) -> socket.socket:
    """The socket to serve on, taken before anything else is started. Raises Halt if it cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise Halt(f"HOTLINE_HOST: {host} is not known.", "Write an address, such as 127.0.0.1.") from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)  # at once: two servers may bind the same port as long as neither listens
    except OSError as error:
        listener.close()
        what, mend = _REFUSED.get(error.errno or 0, (f"cannot be used: {error.strerror}", "Choose another port."))
        raise Halt(f"Port {port} on {host} {what}.", mend) from None
    return listener


class Server(uvicorn.Server):
    """uvicorn, which says when it is up, ends streams by `drain` before all else, and leaves signals to `Stopping`."""

    def __init__(self, app: ASGIApp, up: Callable[[], object], drain: Callable[[], Awaitable[None]]) -> None:
        super().__init__(
            uvicorn.Config(
                app, http=HttpProtocol, log_config=None, access_log=False, server_header=False, proxy_headers=False,
                timeout_graceful_shutdown=GRACE_SECONDS, lifespan="on", **OPTIONS,
            )
        )  # fmt: skip
        self._up, self._drain = up, drain

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn.Server."""
        await super().startup(sockets)
        settle()
        self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn.Server, which would cut WebSockets off unanswered, and wait for event streams that never end."""
        for server in self.servers:
            server.close()
        await self._drain()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave them alone: uvicorn would raise them again at its end, and the database would be left running."""
        yield


class Stopping:
    """Ends this process in order: before the server is up by cancelling its start, later by asking it to stop.

    Asked, it is no longer ready at once, and closes its door `drain_seconds` later. A second signal cuts off the requests
    that still run.
    """

    def __init__(self) -> None:
        self._server: Server | None = None
        self._starting = asyncio.current_task()
        self._draining, self._seconds = asyncio.Event(), 0.0
        self.asked = False
        self._attend()

    def of(self, server: Server, draining: asyncio.Event, seconds: float) -> Server:
        """From now on a signal stops this server; `draining` is set first."""
        self._server, self._draining, self._seconds = server, draining, seconds
        return server

    def _attend(self) -> None:
        loop = asyncio.get_running_loop()
        for one in STOP_SIGNALS:
            loop.add_signal_handler(one, self._signalled)

    def _signalled(self) -> None:
        (self._cut if self.asked else self._ask)()

    def _ask(self) -> None:
        if self.asked:
            return
        self.asked = True
        if self._server is not None:
            self._draining.set()
            asyncio.get_running_loop().call_later(self._seconds, self._close)
        elif self._starting:
            self._starting.cancel()

    def _close(self) -> None:
        if self._server is not None:
            self._server.should_exit = True

    def _cut(self) -> None:
        if self._server is not None:
            self._server.force_exit = True
        self._close()


class WorkerStopping(Stopping):
    """Of a worker: whatever a terminal sends to all, and the supervisor to each, asks once; only CUT cuts off."""

    def _attend(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._ask)
        loop.add_signal_handler(CUT, self._cut)
