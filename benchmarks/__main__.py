"""`python -m benchmarks`: every competitor in one interleaved run. `make bench` runs it; --help tells the rest."""

import argparse
import asyncio
import json
import os
import random
import sys
from urllib.parse import urlsplit

from benchmarks import life
from benchmarks.cluster import database_of_the_run, directory, pin
from benchmarks.data.city import city
from benchmarks.documents import OURS
from benchmarks.equality import differences
from benchmarks.load import Load, cpu_seconds, run
from benchmarks.permissions import permissions
from benchmarks.servers import PEERS, Server, start, var
from benchmarks.table import table
from benchmarks.works import Values, requests, values
from core.db.cluster import locks
from core.db.private import Cluster
from tests.support.database import connection, dsn_of
from web.auth.demonstration import demonstration_key

SERVER_CORE, OTHER_CORE = 0, 1
WORKS = tuple(OURS)
RUN = "run"
PERMISSIONS = (
    "Permission: {:.2f} µs for the viewer's shape, {:.2f} µs for a row filter's values, {} Casbin calls "
    "(aim: < 2 µs, 0).\n"
)
LINE = (
    "{round} {work:8} {server:14} {rate:8.0f}/s  p50 {p50:6.2f}  p99 {p99:6.2f} ms  server {server_us:6.0f}  "
    "database {database_us:6.0f} µs  {bytes:6.0f} B  errors {errors}"
)


def main() -> None:
    """Measure as the command line says."""
    asked = _arguments()
    os.sched_setaffinity(0, [OTHER_CORE])
    directory().mkdir(parents=True, exist_ok=True)
    with (
        locks.alone(directory() / "run.lock", patience=1800),
        database_of_the_run() as cluster,
    ):  # two would measure each other
        pin(cluster.pid, [OTHER_CORE])
        dsn = asyncio.run(_copy(cluster, asyncio.run(city(cluster, asked.cases))))
        found = asyncio.run(values(dsn))
        servers: list[Server] = []
        try:
            for number, name in enumerate(asked.servers):
                servers.append(start(name, dsn, SERVER_CORE, number))
            works = _equal(servers, asked.works, found, patient=asked.patient)
            results = _rounds(servers, works, found, asked, cluster.pid)
            permitted = permissions(dsn)
            results += _lives(servers, asked, cluster.pid) if asked.life else []
        finally:
            for server in servers:
                server.stop()
    text = table(results, asked.cases) + "\n" + PERMISSIONS.format(*permitted)
    (directory() / "table.md").write_text(text, "utf-8")
    print(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--life", action="store_true", help="a case's life, too: 32 clients, 12 mutations, 8 queries")
    parser.add_argument("--works", type=lambda text: text.split(","), default=list(WORKS))
    parser.add_argument(
        "--servers", type=lambda text: text.split(","), default=["ours", "limit", "postgraphile", "mercurius"]
    )
    parser.add_argument(
        "--patient", action="store_true", help="leave a work out where answers differ, instead of ending"
    )
    return parser.parse_args()


async def _copy(cluster: Cluster, city: str) -> str:
    """The address of a copy that may be written to, with what the peers are given beside our tables."""
    template = urlsplit(city).path[1:]
    async with connection(cluster.dsn) as administration:
        await administration.execute(f"drop database if exists {RUN} with (force)")
        await administration.execute(f"create database {RUN} template {template} strategy file_copy", timeout=600)
    async with connection(dsn_of(cluster, RUN)) as database:
        await database.execute((PEERS / "prepare.sql").read_text("utf-8"))
        await database.execute("checkpoint")
    return dsn_of(cluster, RUN)


def _equal(servers: list[Server], works: list[str], found: Values, *, patient: bool) -> list[str]:
    """The works that all servers answer alike."""
    good = []
    for work in works:
        wrong = differences(servers, work, found)
        for line in wrong:
            sys.stderr.write(line[:3000] + "\n")
        if wrong and not patient:
            raise SystemExit(f"{work}: the answers differ, so their speed says nothing.")
        good += [] if wrong else [work]
    return good


def _rounds(
    servers: list[Server], works: list[str], found: Values, asked: argparse.Namespace, database: int
) -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    made = {(work, server.name): requests(work, found, server) for work in works for server in servers}
    with (directory() / "rounds.jsonl").open("a", encoding="utf-8") as kept:
        for number in range(asked.rounds):
            for work in works:
                order = random.sample(servers, len(servers))
                for server in order:
                    result = _measured(server, work, made[work, server.name], asked, database, warm=number == 0)
                    results.append(result | {"round": number})
                    kept.write(json.dumps(results[-1]) + "\n")
                    print(LINE.format(**results[-1]), flush=True)
                    if result["errors"]:
                        print("   ", result["wrong"])
    return results


def _lives(servers: list[Server], asked: argparse.Namespace, database: int) -> list[dict[str, object]]:
    """The life of a case, on our own server alone: nobody else has one."""
    results: list[dict[str, object]] = []
    for server in servers:
        if server.name in ("ours", "core alone"):
            for number in range(asked.rounds):
                before = cpu_seconds(server.process.pid), cpu_seconds(database)
                load = life.run(server, demonstration_key(var()), asked.seconds * 3)
                after = cpu_seconds(server.process.pid), cpu_seconds(database)
                results.append(_result(server, "life", load, before, after) | {"round": number})
                print(LINE.format(**results[-1]), flush=True)
                if load.errors:
                    raise SystemExit(f"life of a case: {load.wrong.decode('utf-8', 'replace')}")
    return results


def _measured(
    server: Server, work: str, made: list[bytes], asked: argparse.Namespace, database: int, *, warm: bool
) -> dict[str, object]:
    run(server.port, made, asked.connections, 1.5 if warm else 0.3)
    before = cpu_seconds(server.process.pid), cpu_seconds(database)
    load = run(server.port, made, asked.connections, asked.seconds)
    return _result(server, work, load, before, (cpu_seconds(server.process.pid), cpu_seconds(database)))


def _result(
    server: Server, work: str, load: Load, before: tuple[float, float], after: tuple[float, float]
) -> dict[str, object]:
    count = max(1, len(load.latencies))
    return {
        "server": server.name, "work": work, "rate": load.rate, "p50": load.percentile(0.5), "p99": load.percentile(0.99),
        "server_us": (after[0] - before[0]) / count * 1e6, "database_us": (after[1] - before[1]) / count * 1e6,
        "bytes": load.received / count, "errors": load.errors, "wrong": load.wrong[:600].decode("utf-8", "replace"),
    }  # fmt: skip


if __name__ == "__main__":
    main()
