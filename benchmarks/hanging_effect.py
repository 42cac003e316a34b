"""What a hanging after-effect costs commands: two processes of the hotline alike, one of them with a plug-in that hangs.

`python -m benchmarks.hanging_effect [--pairs N]` registers a case in the one and a case in the other, in an order drawn anew
for each pair, while both do what a server does in the background. It prints one JSON object: the median of each in
milliseconds, their ratio with its 95 % interval, and how many effects hung meanwhile. Exit code 1 when the ratio is above 1.10.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import structlog
import uvloop

from core.access.load import load_viewer
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.db.private import private_postgres
from core.db.uow import UnitOfWork, unit_of_work
from core.plugin.config import parse_config
from core.plugin.hookspecs import hook
from core.plugin.host import PluginHost, core_alone, load_plugins
from core.plugin.manifest import API, Manifest
from core.plugin.views import CaseEvent
from core.settings import Settings
from web.background import background
from web.bootstrap import add_demonstration
from web.host import Host, opened

ALONE, HANGING = "alone", "hanging"
LIMIT = 1.10
WARM_UP = 300
RESAMPLES = 1000
GIVEN = RegisterCase(
    channel=Channel.PHONE, kind=Kind.HELP_REQUEST, title="路灯不亮", content="路灯不亮", district="370902"
)


@hook
async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    """Never comes back."""
    del event, uow
    await asyncio.Event().wait()


def stuck() -> PluginHost:
    """A host whose one plug-in hangs on every case that is registered."""
    module = ModuleType("stuck.plugin")
    module.__file__ = __file__
    module.manifest = Manifest(  # type: ignore[attr-defined]
        name="stuck", version="1", api=API, title_zh="挂起", title_en="Stuck", listens=frozenset({"registerCase"})
    )
    module.after_case_event = after_case_event  # type: ignore[attr-defined]
    return load_plugins(
        parse_config('api = 1\n[plugins.stuck]\ndistricts = "*"\n', Path("plugins.toml")), (), lambda _: module
    )


HOSTS = {ALONE: core_alone, HANGING: stuck}


async def work(name: str, dsn: str, var: Path) -> None:
    """One of the two: for each line it reads it does a command, and prints the seconds it took; at the end, the hangs."""
    async with opened(Settings.model_validate({"var": var}), dsn, HOSTS[name]()) as host:
        await add_demonstration(host)
        async with background(host):
            while await asyncio.to_thread(sys.stdin.readline):
                print(await command(host), flush=True)
        hangs = host.plugins.run.counts.get(("stuck", "after_case_event"))
        print(hangs.timeouts if hangs else 0, flush=True)


async def command(host: Host) -> float:
    """The seconds it took to register a case."""
    operator = await load_viewer(host.read, "d:operator", host.matrix, host.clock.now())
    assert operator is not None
    begun = perf_counter()
    async with unit_of_work(host.pool, host.services) as uow:
        await register_case(uow, replace(operator, now=uow.now), GIVEN)
    return perf_counter() - begun


class Side:
    """One of the two processes, as the other end of its pipes sees it."""

    def __init__(self, name: str, dsn: str, var: Path) -> None:
        words = [sys.executable, "-m", "benchmarks.hanging_effect", "--work", name, dsn, str(var)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.took: list[float] = []

    def command(self) -> None:
        """Have a command done."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.took.append(self._read())

    def end(self) -> int:
        """Let it end; how many effects hung."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        hangs = int(self._read())
        self._process.wait(timeout=10)
        return hangs

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def _read(self) -> float:
        assert self._process.stdout is not None
        return float(self._process.stdout.readline())


def measure(server: str, directory: Path, pairs: int) -> Mapping[str, Any]:
    """What is printed, after that many pairs."""
    with _side(ALONE, server, directory) as alone, _side(HANGING, server, directory) as hanging:
        for number in range(WARM_UP + pairs):
            if number == WARM_UP:
                asyncio.run(_settle(server))
            for side in random.sample((alone, hanging), 2):
                side.command()
        hangs = alone.end() + hanging.end()
    timed = list(zip(alone.took[WARM_UP:], hanging.took[WARM_UP:], strict=True))
    low, high = interval(timed)
    return {
        "pairs": pairs,
        "hangs": hangs,
        "median_ms": {
            ALONE: round(1000 * statistics.median(one for one, _ in timed), 3),
            HANGING: round(1000 * statistics.median(one for _, one in timed), 3),
        },
        "ratio": round(ratio(timed), 3),
        "interval_95": [round(low, 3), round(high, 3)],
        "limit": LIMIT,
    }


@contextmanager
def _side(name: str, server: str, directory: Path) -> Iterator[Side]:
    side = Side(name, asyncio.run(_new_database(server, name)), directory / name)
    try:
        yield side
    finally:
        side.stop()


async def _new_database(server: str, name: str) -> str:
    await _execute(server, f'create database "{name}"')
    return _dsn(server, name)


async def _settle(server: str) -> None:
    """Give both databases their statistics at the same point, and no others: plans must not differ by chance."""
    await _execute(server, "alter system set autovacuum = off", "select pg_reload_conf()")
    for name in HOSTS:
        await _execute(_dsn(server, name), "vacuum analyze")


async def _execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _dsn(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def interval(timed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The 95 % interval of the ratio of medians, by drawing the pairs again."""
    ratios = sorted(ratio(random.choices(timed, k=len(timed))) for _ in range(RESAMPLES))
    return ratios[RESAMPLES // 40], ratios[-RESAMPLES // 40]


def ratio(timed: Sequence[tuple[float, float]]) -> float:
    """The second median by the first."""
    return statistics.median(hanging for _, hanging in timed) / statistics.median(alone for alone, _ in timed)


def cores() -> Sequence[int]:
    """Those this process may run on; none where nobody can choose."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else ()


def keep_to(chosen: Sequence[int]) -> None:
    """Run on these cores from now on, and with us what we start."""
    if chosen:
        os.sched_setaffinity(0, chosen)


def main() -> int:
    """Measure and tell, or be one of the two that are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1500)
    parser.add_argument("--work", nargs=3, metavar=("NAME", "DSN", "VAR"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        name, dsn, var = given.work
        # The hangs themselves are no news, and what is printed are answers.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work(name, dsn, Path(var)))
        return 0
    known = cores()
    keep_to(known[-1:])
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with private_postgres(Path(directory) / "server", durable=False) as cluster:
            keep_to(known[:1])  # both processes on one core, beside the database: what else runs here slows both alike
            found = measure(cluster.dsn, Path(directory), given.pairs)
    print(json.dumps(found))
    return int(found["ratio"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
