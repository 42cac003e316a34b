"""Measuring: one server at a time, while all others stand still, in an order drawn anew for each work and round."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import life
from benchmarks.cluster import directory
from benchmarks.load import Load, cpu_seconds, run
from benchmarks.servers import Server, var
from web.auth.demonstration import demonstration_key

WARM, WARM_AGAIN = 2.0, 0.3
"""Seconds before the first and before each later measurement of a server with a work."""

LOOK, IDLE, PATIENCE = 0.5, 0.2, 30.0
"""Every so many seconds it is asked whether the servers have taken less than that share of a core; at most so long."""

LINE = (
    "{round} {work:8} {server:22} {rate:8.0f}/s  p50 {p50:6.2f}  p99 {p99:6.2f} ms  server {server_us:6.0f}  "
    "database {database_us:6.0f} µs  {bytes:6.0f} B  errors {errors}"
)

Result = dict[str, Any]


@dataclass(frozen=True)
class Rounds:
    """The servers of a run with the requests each is sent per work, and the postmaster's process id."""

    servers: Sequence[Server]
    made: Mapping[tuple[str, str], list[bytes]]
    database: int
    rounds: int
    seconds: float
    connections: int

    def reads(self, works: Sequence[str]) -> list[Result]:
        """Nothing is left to do after a read, so the next may begin at once."""
        for server in self.servers:
            server.rest()
        return [self._measured(server, work, number) for number, work, server in self._turns(works)]

    def writes(self, works: Sequence[str]) -> list[Result]:
        """What was set going, as the log and the counters, is at its end before the next is measured."""
        found = []
        for number, work, server in self._turns(works):
            self.settle()
            for other in self.servers:
                other.rest()
            found.append(self._measured(server, work, number))
        return found

    def lives(self) -> list[Result]:
        """The life of a case, on our own servers alone: nobody else has one."""
        found = []
        for number in range(self.rounds):
            for server in random.sample(self.servers, len(self.servers)):
                if server.name in ("ours", "core alone"):
                    self.settle()
                    for other in self.servers:
                        other.rest()
                    found.append(self._lived(server, number))
        return found

    def settle(self) -> None:
        """Let all go on until none of them has anything to do."""
        for server in self.servers:
            server.wake()
        until, before = time.monotonic() + PATIENCE, self._spent()
        while time.monotonic() < until:
            time.sleep(LOOK)
            now = self._spent()
            if now - before < IDLE * LOOK:
                return
            before = now

    def _spent(self) -> float:
        return sum(cpu_seconds(server.process.pid) for server in self.servers)

    def _turns(self, works: Sequence[str]) -> list[tuple[int, str, Server]]:
        return [
            (number, work, server)
            for number in range(self.rounds)
            for work in works
            for server in random.sample(self.servers, len(self.servers))
            if (work, server.name) in self.made
        ]

    def _measured(self, server: Server, work: str, number: int) -> Result:
        requests = self.made[work, server.name]
        server.wake()
        run(server.port, requests, self.connections, WARM_AGAIN if number else WARM)
        before = self._now(server)
        load = run(server.port, requests, self.connections, self.seconds)
        result = _result(server, work, number, load, before, self._now(server))
        server.rest()
        return result

    def _lived(self, server: Server, number: int) -> Result:
        server.wake()
        before = self._now(server)
        load = life.run(server, demonstration_key(var()), self.seconds * 3)
        result = _result(server, "life", number, load, before, self._now(server))
        if load.errors:
            raise SystemExit(f"life of a case: {load.wrong.decode('utf-8', 'replace')}")
        return result

    def _now(self, server: Server) -> tuple[float, float]:
        return cpu_seconds(server.process.pid), cpu_seconds(self.database)


def _result(
    server: Server, work: str, number: int, load: Load, before: tuple[float, float], after: tuple[float, float]
) -> Result:
    count = max(1, len(load.latencies))
    found = {
        "server": server.name, "work": work, "round": number, "rate": load.rate, "p50": load.percentile(0.5),
        "p99": load.percentile(0.99), "server_us": (after[0] - before[0]) / count * 1e6,
        "database_us": (after[1] - before[1]) / count * 1e6, "bytes": load.received / count, "errors": load.errors,
        "wrong": load.wrong[:600].decode("utf-8", "replace"),
    }  # fmt: skip
    with (directory() / "rounds.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(found) + "\n")
    print(LINE.format(**found), flush=True)
    if found["errors"]:
        print("   ", found["wrong"])
    return found
