"""A run may be cut off anywhere, begun again, and run twice at once: everything is done once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.attachments.store import AttachmentStore
from core.retention import acts
from core.retention.run import run
from tests.core.retention.old import ended, ran, store, wait
from tests.support.office import Office

CASES = 5


class Killed(Exception):
    """The process is gone."""


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return store(tmp_path)


async def _due(office: Office) -> None:
    for number in range(CASES):
        await ended(office, number=str(number))
    wait(office, days=740)


async def _events(office: Office) -> dict[str, int]:
    found = await office.pool.fetch("select type, count(*) from case_event where type like 'case%' group by 1")
    return {row["type"]: row["count"] for row in found}


async def test_a_run_that_is_killed_goes_on_and_does_nothing_twice(
    office: Office, files: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _due(office)
    entered, left = acts.entered, 3

    async def dying(*given: Any, **more: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        await entered(*given, **more)

    monkeypatch.setattr(acts, "entered", dying)
    kills = 0
    while True:
        try:
            done = await run(office.pool, office.services, files, batch=2)
            break
        except Killed:
            kills, left = kills + 1, 3

    assert kills == 3
    assert [one.done for one in done] == [0, CASES, 0]
    counted = await office.pool.fetch("select clock, sum(done)::int from retention_run group by 1 order by 1")
    assert [tuple(row) for row in counted] == [("ANONYMISE", CASES), ("CLOSE", CASES), ("DELETE", 0)]
    assert await _events(office) == {"caseFrozen": CASES, "caseAnonymised": CASES}
    assert await office.pool.fetchval("select count(*) from retention_run where ended_at is null") == 0


async def test_two_at_once_take_turns(office: Office, files: AttachmentStore) -> None:
    await _due(office)
    await asyncio.gather(*(ran(office, files, batch=1) for _ in range(2)))
    assert await _events(office) == {"caseFrozen": CASES, "caseAnonymised": CASES}
    assert await ran(office, files) == (0, 0, 0)
