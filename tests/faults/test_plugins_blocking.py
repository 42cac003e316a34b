"""Plug-ins that hang in a real server: who waits is cut off, who blocks the process is named and in the end turned off.

Each plug-in is broken in one place and on in one district, so that one server holds them all.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.broken import BLOCKS, WAITS, Broken, Log, install_broken, until
from tests.faults.callers import Another, Callers, another_client
from tests.web.serving import ROOT, running

CITY = "370900"
HOOKS = ("during_case_event", "check_transitions", "after_case_event", "field")
BLOCKING = {
    hook: Broken(f"blocks_{hook.split('_')[0]}", hook, district, BLOCKS)
    for hook, district in zip(HOOKS, ("370902", "370904", "370905", "370911"), strict=True)
}
WAITING = {
    hook: Broken(f"waits_{hook.split('_')[0]}", hook, district, WAITS)
    for hook, district in zip(HOOKS, ("370921", "370923", "370982", "370983"), strict=True)
}
TOLD_SECONDS = 2.0
"""Within which log and health name a plug-in that blocks."""

WORST_SECONDS = 2.5
"""What another client may have to wait: one stretch, and a busy machine."""


@dataclass(frozen=True)
class Place:
    """The server with every broken plug-in, its callers and its log."""

    callers: Callers
    log: Log

    def troubles(self) -> list[str]:
        """What /health/ready tells somebody who may know; the service itself stays ready."""
        answer = self.callers.serving.ask("/health/ready", self.callers.token("administrator"))
        assert answer.status == 200
        found: list[str] = json.loads(answer.body).get("troubles", [])
        return found

    def field(self, broken: Broken, case: str) -> dict[str, Any]:
        """The whole answer to its field of a case."""
        return self.callers.ask(f"query($id: ID!) {{ case(by: {{id: $id}}) {{ id {broken.camel}Mood }} }}", id=case)

    def status(self, broken: Broken) -> dict[str, Any]:
        """What officials are told of it."""
        asked = "{ plugins { name status suspended districts { code } health { status } } }"
        (found,) = (one for one in self.callers.data(asked, "city_lead")["plugins"] if one["name"] == broken.name)
        return dict(found)


@pytest.fixture(scope="module")
def place(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("broken")
    found = install_broken(folder, (*BLOCKING.values(), *WAITING.values()))
    found |= {"HOTLINE_DATABASE_URL": module_database, "PYTHONPATH": os.pathsep.join((str(ROOT), str(folder)))}
    found["HOTLINE_RATE_PEOPLE"] = "1000000"  # one account calls again and again until a plug-in is turned off
    log = folder / "log"
    with log.open("w") as output, running(folder / "var", "--demo", output=output.fileno(), **found) as serving:
        serving.until_ready()
        yield Place(Callers(serving), Log(log))


def registering(place: Place, broken: Broken) -> None:
    """A case that comes in is undone with the command, and its caller is told no more than that something failed."""
    answer = place.callers.register(broken.district)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL_SERVER_ERROR"]
    assert broken.name not in json.dumps(answer, ensure_ascii=False)


def accepting(place: Place, broken: Broken) -> None:
    """What nobody was asked about is refused."""
    refused = place.callers.accept(place.callers.registered(broken.district))
    assert refused == {"case": None, "userErrors": [{"code": "PLUGIN_FAILED", "plugin": broken.name}]}


def following(place: Place, broken: Broken) -> None:
    """Nobody who registers a case learns of what comes after it; it is tried again by and by."""
    place.callers.registered(broken.district)
    until(lambda: place.log.of(broken.name, "plug-in failed"))


def reading(place: Place, broken: Broken) -> None:
    """The field is null and says why, the rest of the case is there."""
    case = place.callers.registered(broken.district)
    answer = place.field(broken, case)
    assert answer["data"] == {"case": {"id": case, f"{broken.camel}Mood": None}}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["case", f"{broken.camel}Mood"], "PLUGIN_FAILED")


PROVOKE: dict[str, Callable[[Place, Broken], None]] = {
    "during_case_event": registering,
    "check_transitions": accepting,
    "after_case_event": following,
    "field": reading,
}


@pytest.mark.parametrize("hook", HOOKS)
def test_one_that_blocks_is_named_cut_off_and_after_three_times_turned_off(place: Place, hook: str) -> None:
    broken = BLOCKING[hook]
    with another_client(place.callers, CITY) as other:
        # when it blocks everybody for the first time, then log and health name it at once
        PROVOKE[hook](place, broken)
        (begun,) = place.log.times(broken.name, "begins")
        assert [one.partition(";")[0] for one in place.troubles()].count(f"{broken.name}: {broken.what} failed") == 1
        assert time.time() - begun < TOLD_SECONDS
        # and two times later it is off in this process
        while len(place.log.of(broken.name, "plug-in blocks everybody")) < 3:
            time.sleep(0.5)
            PROVOKE[hook](place, broken)
        time.sleep(0.5)

    begins, told = (place.log.times(broken.name, event) for event in ("begins", "plug-in blocks everybody"))
    assert all(0 < after - before < TOLD_SECONDS for before, after in zip(begins, told, strict=True))
    records = place.log.of(broken.name, "plug-in blocks everybody")
    assert [(one["hook"], one["times"]) for one in records] == [(broken.what, times) for times in (1, 2, 3)]
    assert {one["how"] for one in place.log.of(broken.name, "plug-in failed")} == {"blocked"}
    is_off_and_says_so(place, broken)
    was_kept_waiting_by_the_blocks_alone(other, blocks=3)


def is_off_and_says_so(place: Place, broken: Broken) -> None:
    assert len(place.log.of(broken.name, "plug-in turned off for this process")) == 1
    assert any(one.startswith(f"{broken.name}: SUSPENDED: ") for one in place.troubles())
    assert place.status(broken) == {
        "name": broken.name, "status": "LOADED", "suspended": True, "districts": [], "health": {"status": "FAILED"},
    }  # fmt: skip
    # its field is null, its root field is off, and the core's commands work where it was on
    case = place.callers.registered(broken.district)
    assert place.field(broken, case) == {"data": {"case": {"id": case, f"{broken.camel}Mood": None}}}
    weather = place.callers.ask(f"{{ {broken.camel}Weather }}")
    assert [error["extensions"]["code"] for error in weather["errors"]] == ["PLUGIN_DISABLED"]
    assert place.callers.accept(case)["userErrors"] == []


def was_kept_waiting_by_the_blocks_alone(other: Another, blocks: int) -> None:
    assert other.wrong == []
    assert max(other.seconds) < WORST_SECONDS
    assert statistics.median(other.seconds) < 0.25
    assert len([one for one in other.seconds if one > 0.9]) <= blocks


def test_those_that_wait_are_cut_off_in_time_and_keep_nobody_waiting(place: Place) -> None:
    with another_client(place.callers, CITY) as other, ThreadPoolExecutor() as together:
        begun = time.monotonic()
        for done in [together.submit(PROVOKE[hook], place, broken) for hook, broken in WAITING.items()]:
            done.result()
        assert 2 < time.monotonic() - begun < 4
        told = {one.partition(" failed;")[0] for one in place.troubles()}
        assert {f"{one.name}: {one.what}" for one in WAITING.values()} <= told

    assert other.wrong == []
    assert max(other.seconds) < 1
    for broken in WAITING.values():
        failed = place.log.of(broken.name, "plug-in failed")
        assert {(one["hook"], one["how"]) for one in failed} == {(broken.what, "timeout")}
        assert place.log.of(broken.name, "plug-in blocks everybody") == []
        assert place.status(broken)["suspended"] is False


def test_what_works_of_a_plug_in_is_there_until_it_is_turned_off(place: Place) -> None:
    broken = WAITING["check_transitions"]

    case = place.callers.registered(broken.district)

    assert place.field(broken, case) == {"data": {"case": {"id": case, f"{broken.camel}Mood": "fine"}}}
    assert place.callers.data(f"{{ {broken.camel}Weather }}") == {f"{broken.camel}Weather": "fine"}
