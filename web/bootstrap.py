"""From settings to a serving process."""

import asyncio
import socket
from collections.abc import Callable, Mapping

import structlog
import uvloop

from core.db.uow import unit_of_work
from core.plugin.host import PluginHost
from core.settings import Settings
from web.app import create_app
from web.auth.demonstration import key_file
from web.auth.issuers import Issuer
from web.cli.demo import add_demo_accounts
from web.database import database
from web.host import Host, opened
from web.interrupt import remembered
from web.plugins import plugins_of
from web.server import Server, Stopping, listening_socket
from web.trust import trusted_issuers

_log = structlog.get_logger("hotline.serve")

Up = Callable[[], None]


def serve(settings: Settings, *, demo: bool, up: Up) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; `up` is called once requests are answered.

    What can be refused without a database is refused first. Raises Halt, PluginError, and what the parts raise.
    """
    interrupted = remembered()
    plugins = plugins_of(settings)
    issuers = trusted_issuers(settings, demo=demo)
    with (
        listening_socket(settings.host, settings.port) as listener,
        database(settings) as dsn,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_serve(settings, plugins, dsn, listener, issuers, demo, up, interrupted))


async def add_demonstration(host: Host) -> None:
    """Make the demonstration accounts that are missing."""
    async with unit_of_work(host.pool, host.services) as uow:
        await add_demo_accounts(uow)


async def _serve(
    settings: Settings,
    plugins: PluginHost,
    dsn: str,
    listener: socket.socket,
    issuers: Mapping[str, Issuer],
    demo: bool,
    up: Up,
    interrupted: Callable[[], bool],
) -> None:
    stopping = Stopping()
    if interrupted():
        return
    try:
        async with opened(settings, dsn, plugins) as host:
            host.issuers = issuers
            if demo:
                _log.warning(
                    "demonstration: everybody who can read this key is signed in", file=str(key_file(settings.var))
                )
                await add_demonstration(host)
            if stopping.asked:  # a wait that had its answer in the same instant keeps a cancellation to itself
                return
            await stopping.of(Server(create_app(host), up)).serve(sockets=[listener])
    except asyncio.CancelledError:
        if not stopping.asked:
            raise
