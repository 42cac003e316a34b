"""One serving process: its socket, its signals, its end."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from web.problems import Halt

GRACE_SECONDS = 3
"""For requests that run when the end is asked for; the database of `var` then has the rest of eight seconds."""

BACKLOG = 2048
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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
    try:
        listener.bind(address)
        listener.listen(BACKLOG)  # at once: two servers may bind the same port as long as neither listens
    except OSError as error:
        listener.close()
        what, mend = _REFUSED.get(error.errno or 0, (f"cannot be used: {error.strerror}", "Choose another port."))
        raise Halt(f"Port {port} on {host} {what}.", mend) from None
    return listener


class Server(uvicorn.Server):
    """uvicorn, which says when it is up and leaves signals to `stopping`."""

    def __init__(self, app: ASGIApp, up: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app, http="httptools", ws="none", log_config=None, access_log=False, server_header=False,
                proxy_headers=False, timeout_graceful_shutdown=GRACE_SECONDS, lifespan="on",
            )
        )  # fmt: skip
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn.Server."""
        await super().startup(sockets)
        self._up()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave them alone: uvicorn would raise them again at its end, and the database would be left running."""
        yield


class Stopping:
    """Ends this process in order: before the server is up by cancelling its start, later by asking it to stop.

    A second signal cuts off the requests that still run.
    """

    def __init__(self) -> None:
        self._server: Server | None = None
        self._starting = asyncio.current_task()
        self.asked = False
        loop = asyncio.get_running_loop()
        for one in _SIGNALS:
            loop.add_signal_handler(one, self._ask)

    def of(self, server: Server) -> Server:
        """From now on a signal stops this server."""
        self._server = server
        return server

    def _ask(self) -> None:
        if self._server is None:
            if self._starting and not self.asked:
                self._starting.cancel()
        else:
            self._server.force_exit = self.asked
            self._server.should_exit = True
        self.asked = True
