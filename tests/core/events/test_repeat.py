"""Work goes on after an outage, and a programming error is not taken for one."""

import asyncio
import time

import asyncpg
import pytest

from core.events import repeat as loop
from core.events.bus import LocalBus, pause_at
from core.events.repeat import repeat

OUTAGES = (
    ConnectionRefusedError(),
    asyncpg.AdminShutdownError("bye"),
    asyncpg.InterfaceError("closed"),
    asyncpg.InternalClientError("in the middle of a farewell"),
    TimeoutError(),
)


class Work:
    """Fails in the given ways, then works; stops the loop after three rounds that worked."""

    def __init__(self, stop: asyncio.Event, failures: tuple[Exception, ...] = ()) -> None:
        self.stop, self.failures = stop, list(failures)
        self.done: list[float] = []

    async def __call__(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.done.append(time.monotonic())
        if len(self.done) == 3:
            self.stop.set()


async def test_the_work_is_done_again_and_again_with_a_pause_between() -> None:
    work = Work(asyncio.Event())

    await repeat("test", work, work.stop, 0.02)

    assert len(work.done) == 3
    assert work.done[2] - work.done[0] >= 0.04


async def test_an_outage_is_waited_for_however_it_shows_itself() -> None:
    work = Work(asyncio.Event(), OUTAGES)

    await repeat("test", work, work.stop, 0.001)

    assert (len(work.done), work.failures) == (3, [])


async def test_each_failure_is_waited_for_twice_as_long_up_to_the_longest_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loop, "LONGEST_PAUSE", 0.08)
    work = Work(asyncio.Event(), tuple(ConnectionRefusedError() for _ in range(5)))
    begun = time.monotonic()

    await repeat("test", work, work.stop, 0.01)

    assert 0.02 + 0.04 + 3 * 0.08 <= work.done[0] - begun < 1


async def test_a_programming_error_ends_the_loop() -> None:
    work = Work(asyncio.Event(), (KeyError("column"),))

    with pytest.raises(KeyError, match="column"):
        await repeat("test", work, work.stop, 0.001)

    assert work.done == []


async def test_a_pause_ends_when_the_process_does() -> None:
    stop = asyncio.Event()
    work = Work(asyncio.Event())
    running = asyncio.create_task(repeat("test", work, stop, 60))
    await asyncio.sleep(0.02)
    stop.set()

    await asyncio.wait_for(running, 1)

    assert len(work.done) == 1


async def test_a_hint_ends_the_pause() -> None:
    bus, work = LocalBus(), Work(asyncio.Event())
    running = asyncio.create_task(repeat("test", work, work.stop, 60, pause_at(bus, "new", 0)))
    for _ in range(2):
        await asyncio.sleep(0.02)
        bus.strike("new")

    await asyncio.wait_for(running, 1)

    assert len(work.done) == 3
