"""`python -m benchmarks`: every competitor in one interleaved run. `make bench` runs it; --help tells the rest."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping

from benchmarks.cluster import database_of_the_run, directory, pin
from benchmarks.copies import NoRoom, copy_of, grown
from benchmarks.documents import OURS
from benchmarks.equality import differences
from benchmarks.permissions import permissions
from benchmarks.rounds import Result, Rounds
from benchmarks.servers import Server, start
from benchmarks.table import growth_table, table
from benchmarks.works import Values, requests, values
from core.db.cluster import locks
from core.db.private import Cluster

SERVER_CORE, OTHER_CORE = 0, 1
WORKS = tuple(OURS)
WRITES = ("M1",)
GROWN = ("Q1", "Q2", "Q3", "M1")
"""Works that are measured in larger cities, too."""

PERMISSIONS = (
    "Permission: {:.2f} µs for the viewer's shape, {:.2f} µs for a row filter's values, {} Casbin calls "
    "(aim: < 2 µs, 0).\n"
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
        dsn, larger, left_out = asyncio.run(_databases(cluster, asked))
        servers: list[Server] = []
        try:
            for name, where in [(name, dsn) for name in asked.servers] + list(larger.items()):
                servers.append(start(name, where, SERVER_CORE))
            results = _measured(servers, asked, cluster.pid)
            permitted = permissions(dsn)
        finally:
            for server in servers:
                server.stop()
    growth = "\n".join([growth_table(results, asked.cases), *left_out])
    text = f"{table(results, asked.cases)}\n{growth}\n{PERMISSIONS.format(*permitted)}"
    (directory() / "table.md").write_text(text, "utf-8")
    print(text)


def _arguments() -> argparse.Namespace:
    def listed(text: str) -> list[str]:
        return [one for one in text.split(",") if one]

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--growth", type=listed, default=[], help="larger cities, for instance 1000000,5000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--life", action="store_true", help="a case's life, too: 32 clients, 12 mutations, 8 queries")
    parser.add_argument("--works", type=listed, default=list(WORKS))
    parser.add_argument("--servers", type=listed, default=["ours", "core alone", "limit", "postgraphile", "mercurius"])
    parser.add_argument(
        "--patient", action="store_true", help="leave a work out where answers differ, instead of ending"
    )
    return parser.parse_args()


async def _databases(cluster: Cluster, asked: argparse.Namespace) -> tuple[str, Mapping[str, str], list[str]]:
    """The address of the run's database, those of larger ones by the name of the server that has it, and what has no room."""
    larger, left_out = {}, []
    for cases in map(int, asked.growth):
        try:
            larger[f"ours, {cases:,} cases"] = await grown(cluster, cases)
        except NoRoom as refused:
            left_out.append(f"{refused}\n")
    return await copy_of(cluster, asked.cases, "run"), larger, left_out


def _measured(servers: list[Server], asked: argparse.Namespace, database: int) -> list[Result]:
    found = {dsn: asyncio.run(values(dsn)) for dsn in {server.dsn for server in servers}}
    here = [server for server in servers if "," not in server.name]
    works = _equal(here, asked.works, found[here[0].dsn], patient=asked.patient)
    made = {
        (work, server.name): requests(work, found[server.dsn], server)
        for work in works for server in servers if server in here or work in GROWN
    }  # fmt: skip
    rounds = Rounds(servers, made, database, asked.rounds, asked.seconds, asked.connections)
    results = rounds.reads([work for work in works if work not in WRITES])
    results += rounds.writes([work for work in works if work in WRITES])
    return results + (rounds.lives() if asked.life else [])


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


if __name__ == "__main__":
    main()
