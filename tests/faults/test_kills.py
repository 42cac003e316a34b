"""Whatever is killed, nothing that was answered is lost, and nothing is done twice (given load, when killed, then sound)."""

import asyncio
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from core.db.connection import open_pool
from core.db.private import Cluster, ensure, release
from core.doctor.examine import examine
from tests.faults.load import Client
from tests.support.database import programs
from tests.support.postgres import var_directory
from tests.web.serving import Serving, serve

pytestmark = pytest.mark.faults

PROVE = os.environ.get("HOTLINE_TEST_LONG") == "1"
SERVER_KILLS, POSTMASTER_KILLS = (20, 10) if PROVE else (2, 1)
CLIENTS = 4


@pytest.fixture
def var() -> Iterator[Path]:
    with var_directory() as directory:
        yield directory


@contextmanager
def load(serving: Serving, token: str) -> Iterator[list[Client]]:
    """Clients at work for the block; afterwards every one has ended."""
    stop = threading.Event()
    url = f"http://127.0.0.1:{serving.port}/graphql"
    clients = [Client(f"client{number}", url, token, stop) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        yield clients
    finally:
        stop.set()
        for client in clients:
            client.join(timeout=30)


def started(var: Path, dsn: str, port: int | None = None) -> Serving:
    """The server, at the address its clients know."""
    serving = serve(var, "--demo", port=port, output=subprocess.DEVNULL, HOTLINE_DATABASE_URL=dsn)
    serving.until_ready()
    return serving


async def verdict(dsn: str, clients: list[Client]) -> None:
    """Every answer is in the database with that version, every key is there once, and the doctor finds nothing."""
    pool = await open_pool(dsn, size=2)
    try:
        rows = await pool.fetch("select external_no, case_no, version from case_file")
        known = {(row["external_no"], row["case_no"]): row["version"] for row in rows}
        told = [one for client in clients for one in client.acknowledged]
        lost = [one for one in told if known.get((one.external_no, one.case_no), 0) < one.version]
        assert lost == []
        assert len({row["external_no"] for row in rows}) == len(rows)
        assert await examine(pool) == ()
        assert len(told) > CLIENTS
    finally:
        await pool.close()
    assert [refusal for client in clients for refusal in client.refused] == []


def test_the_server_is_killed_under_load(var: Path) -> None:
    cluster = ensure(var, durable=True, binaries=programs())
    chance = random.Random(1)
    try:
        serving = started(var, cluster.dsn)
        with load(serving, serving.token("operator")) as clients:
            for _ in range(SERVER_KILLS):
                time.sleep(chance.uniform(0.3, 1.2))
                serving.stop(signal.SIGKILL)
                serving = started(var, cluster.dsn, serving.port)
            time.sleep(0.5)
        serving.stop()
        asyncio.run(verdict(cluster.dsn, clients))
        assert sum(client.unanswered for client in clients) > 0
    finally:
        release(cluster)


def test_the_postmaster_is_killed_under_load(var: Path) -> None:
    handles = [ensure(var, durable=True, binaries=programs())]
    dsn, chance = handles[0].dsn, random.Random(2)
    serving = started(var, dsn)
    try:
        with load(serving, serving.token("operator")) as clients:
            for _ in range(POSTMASTER_KILLS):
                time.sleep(chance.uniform(0.5, 1.5))
                os.kill(handles[-1].pid, signal.SIGKILL)
                handles.append(restarted(var))
            serving.until_ready()
            time.sleep(1)
        asyncio.run(verdict(dsn, clients))
        assert sum(client.unanswered for client in clients) > 0
    finally:
        serving.stop()
        for handle in handles:
            release(handle)


def restarted(var: Path) -> Cluster:
    """The cluster after its postmaster was killed; recovery has the last word on what was committed."""
    cluster = ensure(var, durable=True, binaries=programs())

    asyncio.run(until_it_answers(cluster.dsn))
    return cluster


async def until_it_answers(dsn: str, patience: float = 30) -> None:
    """Connections may be cut once more while recovery ends."""
    async with asyncio.timeout(patience):
        while True:
            try:
                connection = await asyncpg.connect(dsn)
                await connection.close()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.05)
            else:
                return
