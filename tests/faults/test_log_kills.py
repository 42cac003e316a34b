"""Whatever is killed, nothing acknowledged is lost, doubled or out of order, up to the inbox of a company.

Given writers over HTTP and a company that follows its queue, when PostgreSQL, a connection, the server, a worker, the
sequencer inside its step or the company's client is killed, again and again, then in the end everything has arrived once.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import asyncpg
import pytest

from core.db.private import release
from tests.clients.delivering import Place
from tests.faults.log_kills import DECK, Killer, durable
from tests.faults.log_load import Caseworker, caseworkers, tokens_of
from tests.faults.log_verdict import at_rest, everything_arrived, nothing_lost
from tests.support.postgres import var_directory
from tests.web.serving import ROOT, serve

pytestmark = pytest.mark.faults

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
DECKS, WRITERS = (20, 3) if LONG else (1, 2)
NOTIFY_SECONDS, NOTIFY_EVERY = (300.0, 2.0) if LONG else (5.0, 1.0)
CLIENT = ROOT / "examples" / "utility_client" / "python" / "client.py"
_DEAFEN = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'hotline bus'"


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    """A server with two workers, a PostgreSQL of its own, and a company that follows its queue."""
    with var_directory() as var:
        cluster = durable(var)
        serving = serve(var, "--demo", "--workers", "2", output=subprocess.DEVNULL, HOTLINE_DATABASE_URL=cluster.dsn)
        place = Place(serving, {}, (sys.executable, str(CLIENT)), tmp_path_factory.mktemp("company"))
        held = Killer(place, cluster)
        try:
            serving.until_ready()
            place.tokens = tokens_of(serving)
            place.open_queue()
            place.start_client()
            yield held
        finally:
            place.end_client()
            if place.serving.process.poll() is None:
                place.serving.stop()
            release(held.cluster)


def report(killer: Killer, workers: Sequence[Caseworker], begun: float) -> None:
    """Assert what must hold, and print the figures."""
    entries = asyncio.run(at_rest(killer.dsn))
    told = [one for worker in workers for one in worker.acknowledged]
    asyncio.run(nothing_lost(killer.dsn, told))
    arrived = everything_arrived(killer.place, entries)
    assert [refusal for worker in workers for refusal in worker.refused] == []
    assert len(told) > WRITERS
    unanswered = sum(worker.unanswered for worker in workers)
    print(f"{killer.killed}; {time.monotonic() - begun:.0f} s; acknowledged {len(told)}, lost 0; "  # noqa: T201
          f"unanswered {unanswered}; {arrived}")  # fmt: skip


def test_the_listening_connection_is_killed_again_and_again(killer: Killer) -> None:
    begun, killed = time.monotonic(), 0
    with caseworkers(killer.place, "deaf", WRITERS) as workers:
        while time.monotonic() < begun + NOTIFY_SECONDS:
            time.sleep(NOTIFY_EVERY)
            killed += asyncio.run(_deafen(killer.dsn))
    assert killed >= 2, "each worker has one"
    report(killer, workers, begun)


async def _deafen(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval(_DEAFEN))
    finally:
        await connection.close()


def test_processes_are_killed_under_load(killer: Killer) -> None:
    chance, begun = random.Random(20), time.monotonic()
    with caseworkers(killer.place, "killed", WRITERS) as workers:
        for _ in range(DECKS):
            for kind in chance.sample(DECK, len(DECK)):
                time.sleep(chance.uniform(0.3, 0.9))
                killer.kill(kind, chance)
        killer.place.serving.until_ready(90)
        time.sleep(1)
    assert sum(killer.killed.values()) == DECKS * len(DECK)
    report(killer, workers, begun)
    assert sum(worker.unanswered for worker in workers) > 0, "the kills were felt"
