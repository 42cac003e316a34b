"""Through a real pgbouncer in transaction mode, with the settings of docs/scale.md, everything is as it is without one.

Needs Debian's pgbouncer; run by `make test-clients`.
"""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from core.db.cluster.place import Place as Where
from core.db.cluster.place import place_in
from core.db.grants import APP, SEALED
from core.db.private import Cluster, release
from core.db.wall import login_as
from core.doctor.examine import examine
from tests.clients.delivering import EVENTS, REGISTER, Place, tokens_of, until
from tests.clients.pooling import FEW, Pooler, pgbouncer, with_limits
from tests.core.doctor.day import Day, live
from tests.support import office as office_support
from tests.support.postgres import begin, var_directory
from tests.web.serving import ROOT, hotline, serve

CLIENT = ROOT / "examples" / "utility_client" / "python" / "client.py"
TWINS, KEYS = 12, 5
_SEEN = "query ($id: ID!) { node(id: $id) { __typename } }"
_CONNECTIONS = """select usename::text as role, count(*) as n from pg_stat_activity
where datname = 'hotline' and pid <> pg_backend_pid() group by 1"""


@pytest.fixture
def where() -> Iterator[Where]:
    with var_directory() as var:
        yield place_in(var)


@pytest.fixture
def cluster(where: Where) -> Iterator[Cluster]:
    found = begin(where.home.parent)
    yield found
    release(found)


async def test_a_week_of_commands_timers_and_queues(cluster: Cluster, where: Where, tmp_path: Path) -> None:
    """Given two connections for four, when a week of work is done through them, no invariant is broken."""
    hotline(tmp_path / "var", "db", "upgrade", HOTLINE_DATABASE_URL=cluster.dsn)
    await office_support.seed(cluster.dsn)
    await with_limits(cluster.dsn)
    with pgbouncer(where, where.home.parent, few=2) as pooler:
        async with office_support.open_office(pooler.address, pooled=True) as office:
            await live(Day(office))
            assert await examine(office.pool) == ()
        assert pooler.logins() == {"hotline"}


@dataclass
class Served:
    """A server behind the wall and the pooler, and a company's client of it."""

    place: Place
    pooler: Pooler
    dsn: str

    def together(self, work: Callable[[int], Any], count: int) -> list[Any]:
        """All at once."""
        with ThreadPoolExecutor(count) as threads:
            return list(threads.map(work, range(count)))


@pytest.fixture
async def served(cluster: Cluster, where: Where, tmp_path: Path) -> AsyncIterator[Served]:
    var, dsn = tmp_path / "var", cluster.dsn
    for words in (("db", "upgrade"), ("db", "roles")):
        assert hotline(var, *words, HOTLINE_DATABASE_URL=dsn).returncode == 0
    await with_limits(dsn)
    with pgbouncer(where, where.home.parent) as pooler:
        logins = {"HOTLINE_DATABASE_APP_URL": login_as(dsn, APP), "HOTLINE_DATABASE_SEALED_URL": login_as(dsn, SEALED)}
        addresses = {"HOTLINE_DATABASE_URL": dsn, "HOTLINE_POOLER_URL": pooler.address, **logins}
        with (tmp_path / "server").open("wb") as said:
            serving = serve(var, "--demo", "--workers", "2", output=said.fileno(), **addresses)
            place = Place(serving, {}, (sys.executable, str(CLIENT)), tmp_path)
            try:
                serving.until_ready(60)
                place.tokens = tokens_of(serving) | {"auditor": serving.token("auditor")}
                yield Served(place, pooler, dsn)
            finally:
                place.end_client()
                serving.stop()
        assert "error" not in (tmp_path / "server").read_text("utf-8").lower()


async def test_a_server_with_both_its_sides(served: Served) -> None:
    """Given two workers behind it, commands, a followed queue, twins and both sides of the wall do what they do without."""
    place = served.place
    a_queue_is_followed(place)
    each_key_counts_once(served)
    a_secret_is_seen_from_one_side(served)
    assert served.pooler.logins() == {APP, SEALED}, "no login of the owner's: nothing but the two sides goes through it"
    connections = {row["role"]: row["n"] for row in await asked(served.dsn, _CONNECTIONS)}
    assert (connections[APP] <= FEW, connections[SEALED] <= FEW) == (True, True)
    assert connections["hotline"] == 2, "each worker hears of news on a connection of its own, beside it"


async def asked(dsn: str, statement: str) -> list[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


def a_queue_is_followed(place: Place) -> None:
    place.open_queue()
    place.start_client()
    place.dispatch(5)
    until(lambda: len(place.taken()) == EVENTS * 5, "the company is told of every event")
    queued = place.queued()
    assert place.taken() == [entry["event"]["id"] for entry in queued]
    until(lambda: place.acked() == int(queued[-1]["qpos"]), "all of it is acknowledged")


def each_key_counts_once(served: Served) -> None:
    def register(number: int) -> Any:
        key = f"twins-of-{number % KEYS:04d}-and-more"
        told = {"channel": "WEB", "kind": "HELP_REQUEST", "title": key, "content": "路灯不亮", "district": "370902"}
        return number % KEYS, served.place.ask(REGISTER, "operator", input={**told, "idempotencyKey": key})["case"][
            "id"
        ]

    answers = served.together(register, TWINS * KEYS)

    assert len(set(answers)) == len({case for _, case in answers}) == KEYS


def a_secret_is_seen_from_one_side(served: Served) -> None:
    """Everybody asks at once, over and over: no connection takes anything of one side along to the other."""
    told = {"channel": "PHONE", "kind": "REPORT", "title": "举报", "content": "举报", "district": "370902"}
    secret = served.place.ask(REGISTER, "operator", input=told)["case"]["id"]

    def look(number: int) -> tuple[str, bool]:
        role = ("operator", "auditor")[number % 2]
        found = served.place.serving.query(_SEEN, served.place.tokens[role], id=secret).body
        return role, found["data"]["node"] is not None

    assert set(served.together(look, 60)) == {("operator", True), ("auditor", False)}


def test_without_its_limits_a_role_is_refused(cluster: Cluster, where: Where, tmp_path: Path) -> None:
    with pgbouncer(where, where.home.parent) as pooler:
        addresses = {"HOTLINE_DATABASE_URL": cluster.dsn, "HOTLINE_POOLER_URL": pooler.address}
        serving = serve(tmp_path / "var", "--demo", output=subprocess.PIPE, **addresses)
        out, err = serving.process.communicate(timeout=60)

    assert serving.process.returncode == 2
    assert "ALTER ROLE hotline SET lock_timeout = '3s';" in out + err
