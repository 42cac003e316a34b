"""`hotline serve --workers 2` from outside: killed here and there, and never anything left behind."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from core.db.cluster import postmaster
from core.db.cluster.place import place_in
from tests.support.postgres import var_directory
from tests.web.serving import Serving, free_port, hotline, running

QUERY = "{ districts(first: 1) { edges { node { code } } } }"
ANSWER = {"data": {"districts": {"edges": [{"node": {"code": "370900"}}]}}}


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    with var_directory() as directory:
        yield directory


@pytest.fixture
def serving(var: Path) -> Iterator[Serving]:
    """Two workers, both up."""
    with running(var, "--demo", "--workers", "2") as started:
        assert started.process.stdout is not None
        welcome = list(iter(started.process.stdout.readline, "Ctrl-C stops it.\n"))  # said when both serve
        assert any(line.startswith("The hotline answers at ") for line in welcome)
        yield started
    assert not postmaster.alive(place_in(var))


@pytest.fixture
def token(serving: Serving) -> str:
    return serving.token("operator")


def workers(serving: Serving) -> dict[int, psutil.Process]:
    """The living workers by process id."""
    children = psutil.Process(serving.process.pid).children()
    return {child.pid: child for child in children if child.status() != psutil.STATUS_ZOMBIE}


def until(holds: Callable[[], bool], patience: float = 20.0) -> float:
    """Wait; the seconds it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < patience, "it does not come about"
        time.sleep(0.05)
    return time.monotonic() - begun


def both_are_measured(serving: Serving) -> bool:
    told = serving.ask("/metrics").body
    return all(f'process_resident_memory_bytes{{worker="{number}"}}' in told for number in range(2))


def test_killed_workers_come_back_and_the_others_answer_meanwhile(serving: Serving, token: str) -> None:
    assert serving.query(QUERY, token).body == ANSWER
    before = workers(serving)
    for victim, kind in zip(before, (signal.SIGKILL, signal.SIGTERM), strict=True):
        os.kill(victim, kind)
        until(lambda gone=victim: gone not in workers(serving))  # type: ignore[misc]
        assert serving.query(QUERY, token).body == ANSWER
        until(lambda: len(workers(serving)) == 2)
    assert not before.keys() & workers(serving).keys()
    assert serving.process.poll() is None
    assert serving.query(QUERY, token).body == ANSWER
    until(lambda: both_are_measured(serving))
    assert all(both_are_measured(serving) for _ in range(5)), "whichever is asked answers for both"


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_group_ends_everything_in_time(serving: Serving, kind: signal.Signals) -> None:
    living = workers(serving)
    seconds, _, err = serving.stop(kind)
    assert (serving.process.returncode, seconds < 8) == (0, True)
    assert not any(psutil.pid_exists(one) for one in living)
    assert [line for line in err.splitlines() if json.loads(line)["level"] not in ("info", "warning")] == []


def test_the_supervisor_alone_may_be_told_and_lets_what_runs_come_to_its_end(serving: Serving, token: str) -> None:
    body = json.dumps({"query": QUERY}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", serving.port)) as caller:
        caller.sendall(head.encode() + body[:10])
        time.sleep(0.2)
        begun = time.monotonic()
        serving.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        caller.sendall(body[10:])
        caller.settimeout(5)
        answer = b"".join(iter(lambda: caller.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(json.dumps(ANSWER, separators=(",", ":")).encode())
    serving.process.communicate(timeout=8)
    assert time.monotonic() - begun < 8


def test_it_is_no_longer_ready_before_it_closes_its_door(var: Path) -> None:
    with running(var, "--demo", "--workers", "2", HOTLINE_DRAIN_SECONDS="1.5") as serving:
        serving.until_ready()
        serving.process.send_signal(signal.SIGTERM)
        until(lambda: serving.ask("/health/ready").status == 503, 1)
        assert serving.ask("/health/live").status == 200
        assert serving.query("{ __typename }").status == 200
        serving.process.communicate(timeout=8)
        assert serving.process.returncode == 0


def test_nothing_outlives_a_supervisor_that_was_killed(serving: Serving) -> None:
    living = workers(serving)
    serving.process.kill()
    serving.process.communicate(timeout=8)  # the workers hold its output, too
    until(lambda: not any(psutil.pid_exists(one) for one in living), 8)
    until(lambda: not postmaster.alive(place_in(serving.var)), 8)
    with pytest.raises(OSError, match="refused"):
        serving.ask("/health/live")


def test_what_refuses_the_first_worker_ends_the_command_with_its_message(tmp_path: Path) -> None:
    done = hotline(
        tmp_path, "serve", "--demo", HOTLINE_WORKERS="3", HOTLINE_PORT=str(free_port()),
        HOTLINE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "hotline: The database does not answer.\nStart it, or correct HOTLINE_DATABASE_URL.\n"
