"""What a serving process does beside answering: sampling the time, taking over changes, firing timers, numbering
events, handing out those that were delayed, counting what they changed, writing down who saw sealed texts, signing the
log's head, doing what plug-ins do after them, watching who reads the queues, and removing what has served its time: uploads
nobody took, idempotency keys, exports whose day is over, the log that everybody has passed, and by night what is no longer to
be kept of old cases. It makes the exports that were approved, too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

import structlog

from core.accounts.sessions import forget_ended
from core.attachments.sweep import sweep
from core.audit.deliver import deliver
from core.audit.sign import sign_head
from core.audit.writing import run_sightings
from core.clients.commands import forget_used
from core.counters.count import run_counters
from core.db.uow import unit_of_work
from core.deadlines.scanner import run_scanner
from core.events.delayed import hand_out_due
from core.events.retention import retain
from core.events.sequence import run_sequencer
from core.exports.make import expire, make_next
from core.passwords.tries import forget_tries
from core.plugin.follow import following, run_follower
from core.retention.night import last_night, work_night
from schema.idempotency import forget
from web.audit import sinks
from web.auth.issuers import bounds_of
from web.host import Host, sample
from web.refresh import FileWatch, Refresher, SwitchWatch

SAMPLE_SECONDS = 10.0
REFRESH_SECONDS = 2.0
SWITCH_SECONDS = 1.0
FILE_SECONDS = 0.25
PLUGIN_SECONDS = 5.0
QUEUE_SECONDS = 10.0
DELAYED_SECONDS = 1.0
FLEET_SECONDS = 5.0
HEAD_SECONDS = 2.0
ISSUER_SECONDS = 5.0
REPLICA_SECONDS = 1.0
EXPORT_SECONDS = 2.0
NIGHT_SECONDS = 60.0
SWEEP_SECONDS = 3600.0
UNCLAIMED = timedelta(days=1)
"""How long an uploaded file may wait for the case it belongs to."""

RESTART_SECONDS = 1.0
STOP_SECONDS = 1.0
_log = structlog.get_logger("hotline.background")

Task = Callable[[asyncio.Event], Awaitable[None]]


@asynccontextmanager
async def background(host: Host) -> AsyncIterator[None]:
    """Run every task for the block. At its end they are asked to stop and, a second later, cancelled."""
    stop = asyncio.Event()
    running = [asyncio.create_task(_lasting(name, task, stop)) for name, task in tasks(host).items()]
    try:
        yield
    finally:
        stop.set()
        await _ended(running)


def tasks(host: Host) -> dict[str, Task]:
    """The tasks by name; each runs until its event is set."""
    return {
        "clock": partial(_every, SAMPLE_SECONDS, partial(sample, host.clock, host.pool)),
        "refresh": partial(_every, REFRESH_SECONDS, Refresher(host).look),
        "files": partial(_every, FILE_SECONDS, FileWatch(host).look),
        "timers": partial(run_scanner, host.pool, host.services),
        "sequencer": partial(_sequencer, host),
        "counters": partial(run_counters, host.pool, host.services),
        **({"issuers": partial(_every, ISSUER_SECONDS, host.remotes.look)} if host.remotes.remotes else {}),
        "heads": partial(_every, HEAD_SECONDS, partial(_sign, host)),
        "sightings": partial(run_sightings, host.pool, host.services),
        "uploads": partial(_every, SWEEP_SECONDS, partial(_sweep, host)),
        "keys": partial(_every, SWEEP_SECONDS, partial(_forget, host)),
        "exports": partial(_every, EXPORT_SECONDS, partial(_export, host)),
        "retention": partial(_every, NIGHT_SECONDS, partial(_keep, host)),
        "switches": partial(_every, SWITCH_SECONDS, SwitchWatch(host.read, host.plugins).look),
        "queues": partial(_every, QUEUE_SECONDS, partial(host.queue_state.look, host.pool, host.services)),
        "delayed": partial(_every, DELAYED_SECONDS, partial(_hand_out_due, host)),
        "log": partial(_every, SWEEP_SECONDS, partial(_retain, host)),
        "plugins": partial(_every, PLUGIN_SECONDS, partial(host.plugin_state.look, host.read, host.services)),
        **({"replica": partial(_every, REPLICA_SECONDS, host.replica.look)} if host.replica else {}),
        **({"workers": partial(_every, FLEET_SECONDS, host.fleet.look)} if host.fleet else {}),
        **{
            f"plug-in {one.name}": partial(run_follower, host.pool, host.services, one)
            for one in following(host.services)
        },
    }


async def _sequencer(host: Host, stop: asyncio.Event) -> None:
    await run_sequencer(host.pool, stop, host.services.bus)


async def _sign(host: Host) -> None:
    await sign_head(host.pool, host.services, host.signer)
    await deliver(host.pool, host.services, sinks(host.settings))


async def _retain(host: Host) -> None:
    await retain(host.pool, host.services, timedelta(days=host.settings.log_days))


async def _hand_out_due(host: Host) -> None:
    await hand_out_due(host.pool, host.services)


async def _keep(host: Host) -> None:
    """A retention that is off is told of as it was on its last night."""
    if host.settings.retention != "off":
        await work_night(host.pool, host.services, host.attachments, acts=host.settings.retention == "on")
    host.night = await last_night(host.read)


async def _sweep(host: Host) -> None:
    await sweep(host.pool, host.attachments, host.clock.now() - UNCLAIMED)


async def _export(host: Host) -> None:
    while await make_next(host.pool, host.services, host.attachments, host.matrix, bounds_of(host.issuers)):
        pass
    await expire(host.pool, host.services, host.attachments)


async def _forget(host: Host) -> None:
    async with unit_of_work(host.pool, host.services) as uow:
        for one in (forget, forget_ended, forget_used, forget_tries):
            await one(uow)


async def _every(seconds: float, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    while not stop.is_set():
        await work()
        await _pause(seconds, stop)


async def _lasting(name: str, task: Task, stop: asyncio.Event) -> None:
    """Begin a task that failed anew: a database that is away for a while must not end it for good."""
    while not stop.is_set():
        try:
            await task(stop)
        except Exception as fault:
            # The text of a fault may quote a row; its type and place are enough here.
            _log.error("background task failed", task=name, exception=type(fault).__qualname__)
            await _pause(RESTART_SECONDS, stop)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def _ended(running: list[asyncio.Task[None]]) -> None:
    if running:
        _, late = await asyncio.wait(running, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
