"""From settings to one serving process, or to several and their supervisor."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import uvloop

from core.db.uow import unit_of_work
from core.events.remote_bus import RemoteBus, listening
from core.plugin.host import PluginHost
from core.settings import Settings
from web.app import create_app
from web.auth.demonstration import key_file
from web.auth.issuers import Issuer
from web.bus import bus_of
from web.cli.demo import add_demo_accounts
from web.database import database, pooler_of, replica_of
from web.fleet import Fleet
from web.host import Host, opened
from web.plugins import plugins_of
from web.replica import log_from
from web.server import Server, Stopping, WorkerStopping, listening_socket
from web.supervisor import Supervisor
from web.trust import trusted_issuers

_log = structlog.get_logger("hotline.serve")

Up = Callable[[], object]


@dataclass(frozen=True)
class Plan:
    """What was found good before anything was started."""

    settings: Settings
    plugins: PluginHost
    issuers: Mapping[str, Issuer]
    bus: Callable[[str], RemoteBus]
    pooler: str | None
    replica: str | None
    demo: bool
    interrupted: Callable[[], bool]


def serve(settings: Settings, *, demo: bool, up: Up, interrupted: Callable[[], bool]) -> int:
    """Serve until SIGINT, SIGTERM or SIGHUP; `up` is called once requests are answered. The exit code.

    `interrupted` says whether one came before, see `web.interrupt`.

    What can be refused without a database is refused first. Raises Halt, PluginError, and what the parts raise.
    """
    plan = _planned(settings, interrupted, demo=demo)
    with listening_socket(settings.host, settings.port) as listener:
        if settings.workers == 1:
            _run(plan, listener, Stopping, None, up)
            return 0
        with database(settings), TemporaryDirectory(prefix="hotline-") as directory:
            work = partial(_work, plan, listener, Path(directory))
            return Supervisor(settings.workers, work, up, settings.drain_seconds).run()


def _planned(settings: Settings, interrupted: Callable[[], bool], *, demo: bool) -> Plan:
    issuers = trusted_issuers(settings, demo=demo)
    plugins, addresses = plugins_of(settings), (pooler_of(settings), replica_of(settings))
    return Plan(settings, plugins, issuers, bus_of(settings), *addresses, demo, interrupted)


def _work(plan: Plan, listener: socket.socket, directory: Path, number: int, up: Up) -> None:
    _run(plan, listener, WorkerStopping, Fleet(directory, number, plan.settings.workers), up)


def _run(plan: Plan, listener: socket.socket, stopping: type[Stopping], fleet: Fleet | None, up: Up) -> None:
    """One serving process. It has a share of its own in a private database: whoever leaves last stops that."""
    with database(plan.settings) as dsn, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(plan, dsn, listener, stopping, fleet, up))


async def add_demonstration(host: Host) -> None:
    """Make the demonstration accounts that are missing."""
    async with unit_of_work(host.pool, host.services) as uow:
        await add_demo_accounts(uow)


async def _serve(
    plan: Plan, dsn: str, listener: socket.socket, stopping_as: type[Stopping], fleet: Fleet | None, up: Up
) -> None:
    settings, stopping = plan.settings, stopping_as()
    if plan.interrupted():
        return
    bus = plan.bus(dsn)
    try:
        async with (
            opened(settings, dsn, plan.plugins, pooler=plan.pooler) as host,
            listening(bus),
            log_from(plan.replica, host, bus),
        ):
            host.issuers, host.services.bus, host.fleet = plan.issuers, bus, fleet
            if plan.demo:
                _log.warning(
                    "demonstration: everybody who can read this key is signed in", file=str(key_file(settings.var))
                )
                await add_demonstration(host)
            if stopping.asked:  # a wait that had its answer in the same instant keeps a cancellation to itself
                return
            app = create_app(host)
            server = stopping.of(Server(app, up, app.state.streams.drain), host.draining, settings.drain_seconds)
            await server.serve(sockets=[listener])
    except asyncio.CancelledError:
        if not stopping.asked:
            raise
