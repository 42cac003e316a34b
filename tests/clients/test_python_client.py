"""The Python client of `examples/utility_client`, as a company runs it."""

import asyncio
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.clients.delivering import (
    Place,
    a_company,
    a_day_is_reconciled,
    a_day_with_events_that_are_withheld_is_reconciled,
    nothing_missed_nothing_doubled,
)
from tests.web.serving import ROOT

CLIENT = ROOT / "examples" / "utility_client" / "python"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_company((sys.executable, str(CLIENT / "client.py")), tmp_path_factory.mktemp("company")) as found:
        yield found


@pytest.mark.faults
def test_killed_on_both_sides_it_misses_nothing_and_takes_nothing_twice(place: Place) -> None:
    nothing_missed_nothing_doubled(place)


@pytest.mark.faults
def test_a_day_is_reconciled_after_that(place: Place) -> None:
    a_day_is_reconciled(place)


@pytest.mark.faults
def test_so_is_one_with_events_that_it_may_not_have(place: Place) -> None:
    a_day_with_events_that_are_withheld_is_reconciled(place)


@pytest.fixture
def client() -> ModuleType:
    """The client's own module."""
    found = importlib.util.spec_from_file_location("company_client", CLIENT / "client.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


class Busy:
    """A hotline that refuses the first acknowledgement, as one does whose database is being handed over."""

    def __init__(self) -> None:
        self.asked = 0

    async def execute(self, _: object) -> dict[str, Any]:
        self.asked += 1
        refused = [{"code": "RETRY_LATER", "message": "系统繁忙，请稍后重试。"}] if self.asked == 1 else []
        return {"ackQueue": {"acked": None if refused else "1", "userErrors": refused}}


async def test_what_was_refused_is_acknowledged_again_though_nothing_new_comes(
    client: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a client with one event in its inbox
    monkeypatch.setattr(client, "ACK_SECONDS", 0)
    inbox, hotline = client.Inbox(tmp_path / "inbox.jsonl"), Busy()
    inbox.keep(json.loads('{"cursor": "c1", "qpos": "1", "eventId": "e1", "digest": "d1", "event": null}'))

    # when its acknowledgement is refused for the moment, and the queue is quiet
    running = asyncio.create_task(client.acknowledge(hotline, "unit:ta-waterworks", inbox))
    for _ in range(50):
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    inbox.file.close()

    # then it asks again, and no more once that was taken
    assert hotline.asked == 2


def test_it_stays_short_enough_to_be_read() -> None:
    assert sum(len(file.read_text("utf-8").splitlines()) for file in CLIENT.glob("*.py")) < 150
