"""S9: a changed policy file is in force in four processes within two seconds, and denies nobody falsely while it is taken."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psutil
import pytest

from core.access.matrix import POLICY
from tests.support.postgres import var_directory
from tests.web.serving import Serving, running

WORKERS = 4
SECONDS = 2.0
OPERATIONS = "{ viewer { operations } }"
TAKEN = "p, r:operator, search, district, REPORTER_CONFIDENTIAL, allow\n"
KEPT = {"case.read", "registerCase", "unit.read"}


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """Four workers that follow a policy file of the test's own."""
    (tmp_path / "policy.csv").write_text(POLICY.read_text("utf-8"), "utf-8")
    with (
        var_directory() as var,
        running(
            var, "--demo", "--workers", str(WORKERS), HOTLINE_POLICY=str(tmp_path / "policy.csv"),
            HOTLINE_POOL_SIZE="2",
        ) as started,
    ):  # fmt: skip
        assert started.process.stdout is not None
        list(iter(started.process.stdout.readline, "Ctrl-C stops it.\n"))  # said when all serve
        assert len(psutil.Process(started.process.pid).children()) == WORKERS
        yield started


def told(serving: Serving, token: str, until: Event) -> list[tuple[float, frozenset[str]]]:
    """When each answer was asked for, and what the operator may: a connection for each, so that all workers are met."""
    found = []
    while not until.is_set():
        begun = time.monotonic()
        answer = serving.query(OPERATIONS, token).body
        found.append((begun, frozenset(answer["data"]["viewer"]["operations"])))
    return found


def test_a_changed_policy_is_everywhere_within_two_seconds_and_denies_nothing_it_keeps(
    serving: Serving, tmp_path: Path
) -> None:
    token, over = serving.token("operator"), Event()
    policy = tmp_path / "policy.csv"
    whole = policy.read_text("utf-8")
    assert whole.count(TAKEN) == 1
    with ThreadPoolExecutor(2) as asking:
        asked = [asking.submit(told, serving, token, over) for _ in range(2)]
        try:
            time.sleep(0.5)
            policy.write_text(whole.replace(TAKEN, ""), "utf-8")
            changed = time.monotonic()
            time.sleep(SECONDS + 1.5)
        finally:
            over.set()
        answers = [one for some in asked for one in some.result()]

    before = [may for at, may in answers if at < changed]
    after = [may for at, may in answers if at > changed + SECONDS]
    assert len(before) > WORKERS
    assert len(after) > 10 * WORKERS
    assert all("search" in may for may in before)
    assert not any("search" in may for may in after)
    assert all(may >= KEPT for _, may in answers)
    assert {may | {"search"} for _, may in answers} == {before[0]}
