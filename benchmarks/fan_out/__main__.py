"""How many subscribers of one stream a process tells how fast, beside the plainest broadcast there is and beside Mercurius.

    python -m benchmarks.fan_out [--sizes 1000 5000] [--rounds 3] [--audiences 1 10] [--peers DIRECTORY] [--json FILE]

It needs Node 20 or later and npm for Mercurius, whose locked packages it installs into DIRECTORY (default: a folder beside
the temporary files, outside the checkout); `--no-mercurius` leaves it out. A quick look: `--sizes 200 --rounds 1`.

One run compares, on the same machine and in turn: `hotline serve --demo` with all bundled plug-ins (events are committed to
its database by this process, as another worker would), once for each number of audiences; a broadcast of the same bytes by
plain ASGI under the same uvicorn (`raw`); and Mercurius with its in-process publisher. The server has one core, the clients
and PostgreSQL another. Every client is a socket of an account of its own, with a subscription id of its own. Two ways:
`burst`, twelve events at once, and `singly`, each when the one before has reached everybody. Deliveries per second are
counted from the commit (or the request that publishes) to the last receipt; latencies are those of each message from the
same instant; CPU is the server process's. In each round the contestants come in an order drawn anew. Printed are medians of
the rounds with the lowest and the highest, and ratios taken round by round, as a table in Markdown.
"""

import argparse
import asyncio
import gc
import json
import os
import random
import signal
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import uvloop

from benchmarks.fan_out import servers
from benchmarks.fan_out.crowd import Crowd
from benchmarks.fan_out.log import Log, add_accounts
from benchmarks.fan_out.servers import Server
from core.db.private import private_postgres
from schema.relay.ids import decode
from web.auth.demonstration import demonstration_key, mint

OURS, RAW, MERCURIUS = "hotline", "raw", "mercurius"
BURST, BURSTS, SINGLE = 12, 3, 10
SETTLED = 1.5
LIKE = "d:city_lead"
DOCUMENT = """subscription Fan($after: String) { caseEvents(after: $after) {
  __typename
  ... on CaseEventUpdate { cursor event { id type time data caseVersion } case { id caseNo state title } }
  ... on CaseEventsNow { cursor }
} }"""
REGISTER = """mutation { registerCase(input: {channel: PHONE, kind: HELP_REQUEST, title: "路灯不亮", content: "路灯不亮",
  district: "370902", idempotencyKey: "fan-out"}) { case { id } userErrors { code message } } }"""


@dataclass(frozen=True)
class Figure:
    """One measurement of one contestant: deliveries per second, milliseconds, microseconds of CPU per delivery."""

    contestant: str
    subscribers: int
    way: str
    round: int
    per_second: float
    p50: float
    p99: float
    cpu: float


class Contest:
    """What the measurements share."""

    def __init__(self, server: Mapping[str, Server], dsn: str, var: Path) -> None:
        self.server, self._dsn, self._key = server, dsn, demonstration_key(var)
        self.sample = b""

    async def open(self) -> None:
        """Have something to tell, and one message of ours, which the others repeat."""
        self.connection = await asyncpg.connect(self._dsn)
        await self.connection.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=json.loads)
        case = await asyncio.to_thread(self._registered)
        self.log = Log(self.connection, case, "")
        crowd = await self.crowd(OURS, 1, 1)
        self.sample = crowd.clients[0].last
        await crowd.leave()

    async def crowd(self, name: str, size: int, audiences: int) -> Crowd:
        """A crowd that has been told one event."""
        server = self.server[name]
        crowd = Crowd(server.port, server.path)
        tokens, subscribe = [""] * size, None
        if name == OURS:
            subjects = await add_accounts(self.connection, size, audiences, LIKE)
            tokens = [self._token(one) for one in subjects]
            subscribe = {"query": DOCUMENT, "variables": {"after": await self._cursor()}}
        elif name == MERCURIUS:
            subscribe = {"query": DOCUMENT}
        crowd.expect(1, size)
        await crowd.grow(tokens, subscribe)
        await asyncio.sleep(SETTLED)
        begun = await self.publish(name, 1)
        await crowd.arrived(begun)
        await asyncio.sleep(SETTLED)
        return crowd

    async def publish(self, name: str, count: int) -> float:
        """Let something happen so often; since when it counts."""
        if name == OURS:
            return await self.log.publish(count)
        return await self.server[name].publish(self.sample, count)

    async def _cursor(self) -> str:
        crowd = Crowd(self.server[OURS].port, self.server[OURS].path)
        crowd.expect(1, 1)
        await crowd.grow([self._token("d:city_lead")], {"query": DOCUMENT})
        await crowd.arrived(0)
        found = json.loads(crowd.clients[0].last)["payload"]["data"]["caseEvents"]["cursor"]
        await crowd.leave()
        return str(found)

    def _token(self, subject: str) -> str:
        return mint(self._key, subject, datetime.now(UTC), timedelta(hours=3))

    def _registered(self) -> UUID:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.server[OURS].port}/graphql",
            json.dumps({"query": REGISTER}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self._token('d:operator')}"},
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            body = json.load(answer)
        _, id_ = decode(body["data"]["registerCase"]["case"]["id"])
        return UUID(str(id_))


async def measure(contest: Contest, name: str, size: int, audiences: int, number: int) -> list[Figure]:
    """One contestant before a crowd of this size, in both ways."""
    crowd = await contest.crowd(name, size, audiences)
    called = f"{name}, {audiences} audiences" if audiences > 1 else name
    found = []
    for way, times, count in (("burst", BURSTS, BURST), ("singly", SINGLE, 1)):
        rates, waits, cpu = [], list[float](), 0.0
        for _ in range(times):
            crowd.expect(count, size)
            before = contest.server[name].cpu()
            begun = await contest.publish(name, count)
            seconds, each = await crowd.arrived(begun)
            cpu += contest.server[name].cpu() - before
            rates.append(size * count / seconds)
            waits += each
            await asyncio.sleep(0.05)
        cuts = statistics.quantiles(waits, n=100)
        found.append(
            Figure(
                called, size, way, number, statistics.median(rates), 1e3 * cuts[49], 1e3 * cuts[98],
                1e6 * cpu / (size * count * times),
            )
        )  # fmt: skip
        print(found[-1], flush=True)
    await crowd.leave()
    return found


async def contend(contest: Contest, sizes: Sequence[int], audiences: Sequence[int], rounds: int) -> list[Figure]:
    """All rounds, interleaved."""
    await contest.open()
    found = []
    for number in range(rounds):
        for size in sizes:
            turns = [(name, 1) for name in contest.server if name != OURS] + [(OURS, one) for one in audiences]
            for name, several in random.sample(turns, len(turns)):
                found += await measure(contest, name, size, several, number)
    await contest.connection.close()
    return found


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """Medians with the lowest and the highest of the rounds, and ours as a multiple of each other, round by round."""
    yield "| subscribers, way | server | deliveries/s | p50 ms | p99 ms | CPU µs/delivery | of raw | × Mercurius |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for size, way in sorted({(one.subscribers, one.way) for one in figures}):
        own = [one for one in figures if (one.subscribers, one.way) == (size, way)]
        for name in sorted({one.contestant for one in own}):
            mine = [one for one in own if one.contestant == name]
            cells = [_spread([getattr(one, what) for one in mine], digits) for what, digits in _SHOWN]
            ratios = [_ratio(own, name, other) for other in (RAW, MERCURIUS)]
            yield f"| {size:,}, {way} | {name} | {' | '.join([*cells, *ratios])} |"


_SHOWN = (("per_second", 0), ("p50", 0), ("p99", 0), ("cpu", 1))


def _ratio(figures: Sequence[Figure], name: str, other: str) -> str:
    by_round = {one.round: one.per_second for one in figures if one.contestant == other}
    ratios = [
        one.per_second / by_round[one.round] for one in figures if one.contestant == name and one.round in by_round
    ]
    return _spread(ratios, 2) if ratios and name != other else "–"


def _spread(values: Sequence[float], digits: int) -> str:
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


@contextmanager
def started(directory: Path, modules: Path | None) -> Iterator[Contest]:
    """All servers on the first core, the database and this process on the last."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    core = cores[0] if len(cores) > 1 else None
    var = directory / "var"
    with private_postgres(var) as cluster, ExitStack() as stack:

        def start(name: str, command: Any, port: int, path: str, ready: str, publish_at: str = "") -> Server:
            return stack.enter_context(
                servers.running(
                    name,
                    command,
                    port,
                    path,
                    ready=ready,
                    publish_at=publish_at,
                    core=core,
                    log=directory / f"{name}.log",
                )
            )

        plugins = servers.ROOT / "plugins.toml"
        found = {
            OURS: start(OURS, servers.ours(7401, var, plugins), 7401, "/graphql", "/health/ready"),
            RAW: start(RAW, servers.raw(7402), 7402, "/", "/publish?n=0", "/publish"),
        }
        if modules is not None:
            ready = "/graphql?query=%7Bhello%7D"
            found[MERCURIUS] = start(MERCURIUS, servers.mercurius(7403, modules), 7403, "/graphql", ready, "/publish")
        yield Contest(found, cluster.dsn, var)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--audiences", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "hotline-fan-out-peers")
    parser.add_argument("--no-mercurius", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not given.no_mercurius:
        servers.install(given.peers)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    gc.freeze()
    gc.disable()
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        directory.chmod(0o755)
        modules = None if given.no_mercurius else given.peers
        with started(directory, modules) as contest, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            figures = runner.run(contend(contest, given.sizes, given.audiences, given.rounds))
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in figures], indent=1), "utf-8")
    print("\n".join(table(figures)))


if __name__ == "__main__":
    main()
