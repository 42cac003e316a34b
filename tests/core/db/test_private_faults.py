"""The private PostgreSQL in bad days: every fault either mends itself or says what to do."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.cluster import locks, postmaster
from core.db.cluster.account import Account
from core.db.cluster.binaries import binaries_for
from core.db.cluster.place import place_in
from core.db.private import ClusterError, ensure, private_postgres, release
from tests.support.database import programs
from tests.support.postgres import begin, fetch, holder, line_of, var_directory

pytestmark = [pytest.mark.database, pytest.mark.faults]


@pytest.fixture
def var() -> Iterator[Path]:
    with var_directory() as directory:
        yield directory


def made(var: Path) -> Path:
    """The data directory of a cluster that has been started and stopped."""
    with private_postgres(var, durable=False, binaries=programs()) as cluster:
        return cluster.data


def as_account(account: Account, command: list[str]) -> "subprocess.Popen[bytes]":
    """A program in the background that belongs to PostgreSQL's user."""
    user = account.uid if account.lent else None
    return subprocess.Popen(command, cwd="/", user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def test_a_killed_user_leaves_the_server_to_the_next(var: Path) -> None:
    process = holder(var)
    pid, _ = line_of(process)
    process.kill()
    process.communicate()
    cluster = begin(var)
    assert (cluster.pid, cluster.started_by_us) == (int(pid), False)
    assert await fetch(cluster, "SELECT 1") == 1
    assert release(cluster) is True


async def test_a_killed_postmaster_is_started_again_with_all_that_was_committed(var: Path) -> None:
    with private_postgres(var, binaries=programs()) as before:
        await fetch(before, "CREATE TABLE acknowledged (id int)")
        pid = before.pid
        for cycle in range(3):
            await fetch(before, f"INSERT INTO acknowledged VALUES ({cycle})")
            os.kill(pid, signal.SIGKILL)
            with private_postgres(var, binaries=programs()) as after:
                assert after.started_by_us
                assert await fetch(after, "SELECT count(*) FROM acknowledged") == cycle + 1
                pid = after.pid


def test_a_process_id_that_belongs_to_somebody_else_by_now_is_no_obstacle(var: Path) -> None:
    data = made(var)
    stranger = as_account(place_in(var).account, ["/bin/sleep", "60"])
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n0\n5432\n\n\n\nready\n", "ascii")
        with private_postgres(var, durable=False, binaries=programs()) as cluster:
            assert cluster.pid != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_started_by_hand_is_respected(var: Path) -> None:
    data = made(var)
    place = place_in(var)
    command = [binaries_for(place.account, None, programs()).program("postgres"), "-D", str(data)]
    by_hand = as_account(place.account, [*command, "-c", "listen_addresses=", "-k", str(data)])
    try:
        deadline = time.monotonic() + 10
        while not (data / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        with pytest.raises(ClusterError, match="started by hand") as refused:
            begin(var)
        assert "pg_ctl stop" in refused.value.mend
    finally:
        by_hand.send_signal(signal.SIGINT)
        assert by_hand.wait(10) == 0


def test_ctrl_c_in_the_first_start_leaves_nothing_running(var: Path) -> None:
    process = holder(var)
    deadline = time.monotonic() + 10
    while not list(var.glob("postgres/draft-*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert not postmaster.alive(place_in(var))
    with private_postgres(var, durable=False, binaries=programs()) as cluster:
        assert cluster.started_by_us
    assert list(var.glob("postgres/draft-*")) == []


DISK_FULL = """
import subprocess, sys
from pathlib import Path
from core.db.private import ClusterError, ensure
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", sys.argv[1]], check=True)
try:
    ensure(Path(sys.argv[1]) / "var", binaries=Path(sys.argv[2]) if sys.argv[2] else None)
except ClusterError as error:
    print(error)
"""


def can_mount() -> bool:
    """Root in a container may not be allowed to."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="a small disk can only be mounted by root, outside a confined container")
def test_a_full_disk_is_named(var: Path) -> None:
    var.mkdir()
    var.chmod(0o755)
    command = ["unshare", "--mount", sys.executable, "-c", DISK_FULL, str(var), str(programs() or "")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("The disk is full: ")
    assert f" MB left where PostgreSQL keeps its data ({var}/var/postgres).\nFree some space there" in said
    assert "No space left on device" in said


def test_data_of_another_version_name_the_version_to_install(var: Path) -> None:
    data = made(var)
    (data / "PG_VERSION").write_text("14\n", "ascii")
    with pytest.raises(ClusterError) as refused:
        begin(var)
    assert refused.value.cause.startswith("The data were written by PostgreSQL 14, and none of that version was found.")
    assert "apt-get install postgresql-14" in refused.value.mend


def test_a_directory_of_other_things_is_not_touched(var: Path) -> None:
    stranger = var / "postgres" / "data" / "letter.txt"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("dear mayor", "ascii")
    with pytest.raises(ClusterError, match="is not a PostgreSQL data directory: its PG_VERSION is missing"):
        begin(var)
    assert stranger.read_text("ascii") == "dear mayor"


def test_damaged_data_are_called_damaged(var: Path) -> None:
    (made(var) / "global" / "pg_control").unlink()
    with pytest.raises(ClusterError, match=r"^The data directory in .* is damaged\.\nRestore it from a backup"):
        begin(var)


def test_data_taken_from_their_user_are_asked_back(var: Path) -> None:
    data = made(var)
    data.chmod(0o755)
    with pytest.raises(ClusterError, match=r"may not use the data in .*\nGive the directory back to its user"):
        begin(var)


def test_missing_programs_are_listed_with_the_mend(var: Path, tmp_path: Path) -> None:
    with pytest.raises(ClusterError) as refused:
        ensure(var, binaries=tmp_path)
    assert f"tried {tmp_path}: no initdb beside it" in refused.value.cause
    assert "apt-get install postgresql" in refused.value.mend
    assert "HOTLINE_DATABASE_URL" in refused.value.mend


def test_programs_that_do_not_run_are_told_from_those_that_are_not_there(var: Path) -> None:
    broken = var / "bin"
    broken.mkdir(parents=True)
    var.chmod(0o755)
    broken.chmod(0o755)
    (broken / "initdb").touch()
    (broken / "postgres").write_text("#!/bin/sh\necho GLIBC_2.99 not found; exit 1\n", "ascii")
    (broken / "postgres").chmod(0o755)
    with pytest.raises(ClusterError, match=r"tried .*: GLIBC_2\.99 not found"):
        ensure(var, binaries=broken)


def test_a_var_that_cannot_be_made_is_named(var: Path) -> None:
    var.write_text("a file", "ascii")
    with pytest.raises(
        ClusterError, match=r"^The directory .*/var/postgres cannot be made: Not a directory\.\nMake it"
    ):
        begin(var)


def test_a_user_whom_other_programs_share_is_told_to_take_another(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: pwd.getpwnam("nobody").pw_uid)
    with pytest.raises(ClusterError) as refused:
        begin(var)
    assert refused.value.cause == (
        "The private PostgreSQL is closed to the user nobody, whom other programs of the machine run as too."
    )
    assert refused.value.mend.startswith("Run as a user of its own (useradd --system hotline), or set")
    assert not (var / "postgres").exists()


def test_a_lock_that_nobody_gives_back_is_named(var: Path) -> None:
    var.mkdir()
    lock = var / "start.lock"
    with locks.alone(lock), pytest.raises(ClusterError, match=r"for 0 seconds\.\nFind it with `fuser "):  # noqa: SIM117
        with locks.alone(lock, patience=0):
            pass
