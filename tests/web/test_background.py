"""What runs beside the requests: it lasts, and it ends."""

import asyncio
import time

import pytest

from web import background as module
from web.background import _ended, _every, _lasting


async def test_a_task_that_fails_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.01)
    stop, begun = asyncio.Event(), []

    async def task(stop: asyncio.Event) -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise ConnectionResetError("password=hunter2")
        await stop.wait()

    running = asyncio.create_task(_lasting("test", task, stop))
    while len(begun) < 3:  # noqa: ASYNC110 - the task tells nobody that it was begun
        await asyncio.sleep(0.005)
    stop.set()
    await asyncio.wait_for(running, 1)


async def test_repeated_work_ends_when_asked_without_waiting_its_turn() -> None:
    stop, done = asyncio.Event(), []

    async def work() -> None:
        done.append(1)

    running = asyncio.create_task(_every(60, work, stop))
    await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 1)
    assert done == [1]


async def test_a_task_that_does_not_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.05)
    deaf = asyncio.create_task(asyncio.sleep(60))
    begun = time.monotonic()
    await _ended([deaf])
    assert deaf.cancelled()
    assert time.monotonic() - begun < 1
