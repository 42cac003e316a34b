"""A process with a plug-in that blocks its event loop; prints what another coroutine and another plug-in noticed."""

import asyncio
import json
import sys
import time
from typing import Any

import structlog
import uvloop

from core.plugin.errors import HookFailed
from core.plugin.host import PluginHost
from tests.core.plugin.making import host, plugin


async def each_minute() -> None:
    if sys.argv[1] == "sleep":
        time.sleep(5)  # noqa: ASYNC251
    if sys.argv[1] == "group":
        async with asyncio.TaskGroup() as group:
            group.create_task(endless())
    await endless()


async def endless() -> None:
    while True:
        pass


async def health() -> None: ...


class Another:
    """A client that wants to be answered every ten milliseconds."""

    worst = 0.0

    async def run(self) -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.01)
            self.worst = max(self.worst, time.perf_counter() - begun)


async def call(plugins: PluginHost) -> tuple[str, float]:
    begun = time.perf_counter()
    try:
        await plugins.run.call("air", "each_minute")
    except HookFailed as failed:
        return failed.kind.value, time.perf_counter() - begun
    return "answered", time.perf_counter() - begun


async def main() -> dict[str, Any]:
    plugins, another = host(plugin("air", each_minute), plugin("water", health)), Another()
    await plugins.startup(None)  # type: ignore[arg-type]
    running = asyncio.ensure_future(another.run())
    calls = []
    for _ in range(4):
        calls.append(await call(plugins))
        await plugins.run.call("water", "health")
        await asyncio.sleep(0.05)
    running.cancel()
    await plugins.shutdown()
    return {
        "kinds": [kind for kind, _ in calls],
        "seconds": [seconds for _, seconds in calls],
        "worst_latency_of_another": another.worst,
        "blocks": plugins.run.counts["air", "each_minute"].blocks,
        "suspended": sorted(plugins.switches.suspended),
        "good_answers": plugins.run.counts["water", "health"].calls,
    }


structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    sys.stdout.write(json.dumps(runner.run(main())))
