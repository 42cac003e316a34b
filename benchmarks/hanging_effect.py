"""What a hanging after-effect costs commands: two hotlines in one process, one of them with a plug-in that never comes back.

`python -m benchmarks.hanging_effect [--pairs N]` registers cases in both in turn, each time in another order, and prints the
ratio of the median latencies with a 95 % interval. Exit code 1 when the ratio is above 1.10.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from types import ModuleType
from urllib.parse import urlsplit

import asyncpg
import structlog

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.cases.commands.register_case import register_case
from core.cases.inputs import RegisterCase
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

LIMIT = 1.10
WARM_UP = 50
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


@dataclass
class Side:
    """One of the two hotlines, and how long its commands took, in seconds."""

    host: Host
    operator: Viewer
    took: list[float] = field(default_factory=list)

    async def command(self) -> None:
        """Register a case."""
        actor = replace(self.operator, now=self.host.clock.now())
        begun = perf_counter()
        async with unit_of_work(self.host.pool, self.host.services) as uow:
            await register_case(uow, actor, GIVEN)
        self.took.append(perf_counter() - begun)


async def measure(server: str, directory: Path, pairs: int) -> tuple[Side, Side]:
    """The core alone, and beside it the hotline with the hanging plug-in, after that many pairs of commands."""
    async with AsyncExitStack() as stack:
        sides = []
        for name, plugins in (("alone", core_alone()), ("hanging", stuck())):
            dsn = await _new_database(server, name)
            settings = Settings.model_validate({"var": directory / name})
            host = await stack.enter_async_context(opened(settings, dsn, plugins))
            await add_demonstration(host)
            await stack.enter_async_context(background(host))
            operator = await load_viewer(host.read, "d:operator", host.matrix, host.clock.now())
            assert operator is not None
            sides.append(Side(host, operator))
        for at in range(WARM_UP + pairs):
            for side in random.sample(sides, 2):
                await side.command()
            if at == WARM_UP:
                for side in sides:
                    side.took.clear()
        return sides[0], sides[1]


async def _new_database(server: str, name: str) -> str:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'create database "{name}"')
    finally:
        await connection.close()
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def interval(alone: Sequence[float], hanging: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the ratio of medians, by drawing the pairs again."""
    pairs = list(zip(alone, hanging, strict=True))
    ratios = sorted(_ratio(random.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return ratios[RESAMPLES // 40], ratios[-RESAMPLES // 40]


def _ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return statistics.median(hanging for _, hanging in pairs) / statistics.median(alone for alone, _ in pairs)


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1500)
    pairs = parser.parse_args().pairs
    # The hangs themselves are no news.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        with private_postgres(Path(directory) / "server", durable=False) as cluster:
            alone, hanging = asyncio.run(measure(cluster.dsn, Path(directory), pairs))
    low, high = interval(alone.took, hanging.took)
    ratio = _ratio(list(zip(alone.took, hanging.took, strict=True)))
    timeouts = hanging.host.plugins.run.counts["stuck", "after_case_event"].timeouts
    print(f"{pairs} pairs, {timeouts} hangs cut off meanwhile")
    for side, name in ((alone, "the core alone"), (hanging, "with a hanging after-effect")):
        print(f"  median {1000 * statistics.median(side.took):.2f} ms {name}")
    print(f"  ratio {ratio:.3f} (95 %: {low:.3f} to {high:.3f}), limit {LIMIT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
