"""A plug-in that keeps everybody from running is named, cut off, and after three times turned off for the process."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from core.plugin.watch import SIGNAL, Blocked, Watch

BLOCKING = Path(__file__).with_name("blocking.py")
LIMIT = 0.2


class Told(list[tuple[str, str]]):
    def __call__(self, plugin: str, what: str) -> None:
        self.append((plugin, what))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def watch(told: Told) -> AsyncIterator[Watch]:
    watch = Watch(told, LIMIT)
    watch.start()
    yield watch
    watch.stop()


async def spin(seconds: float) -> str:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    return "done"


async def sleeping() -> None:
    time.sleep(60)  # noqa: ASYNC251


class TestAttend:
    async def test_answers_what_is_awaited(self, watch: Watch) -> None:
        async def work() -> list[int]:
            return [await asyncio.sleep(0.001, number) for number in range(3)]

        assert await watch.attend("air", "work", work()) == [0, 1, 2]

    async def test_raises_what_is_raised(self, watch: Watch) -> None:
        async def work() -> None:
            await asyncio.sleep(0)
            raise KeyError("x")

        with pytest.raises(KeyError):
            await watch.attend("air", "work", work())

    async def test_lets_cancellation_through(self, watch: Watch) -> None:
        tidied = []

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0)
                tidied.append("yes")

        async def outer() -> None:
            await watch.attend("air", "work", work())

        task = asyncio.ensure_future(outer())
        await asyncio.sleep(0)
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        assert tidied == ["yes"]

    async def test_closes_what_it_awaits(self, watch: Watch) -> None:
        closed = []

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            except GeneratorExit:
                closed.append("yes")
                raise

        async def outer() -> None:
            await watch.attend("air", "work", work())

        running = outer()
        running.send(None)
        running.close()

        assert closed == ["yes"]

    async def test_many_at_once_do_not_disturb_one_another(self, watch: Watch, told: Told) -> None:
        async def work(number: int) -> int:
            await asyncio.sleep(0.3)
            return number

        found = await asyncio.gather(*[outer(watch, work(number)) for number in range(50)])

        assert (found, told) == (list(range(50)), [])

    async def test_what_is_cancelled_before_it_begins_leaves_nothing_behind(self, watch: Watch) -> None:
        async def work() -> None:
            task = asyncio.ensure_future(asyncio.sleep(60))
            task.cancel()
            await asyncio.wait([task])

        await watch.attend("air", "work", work())

    async def test_what_is_cancelled_twice_is_closed(self, watch: Watch) -> None:
        async def work() -> None:
            while True:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    continue

        task = asyncio.ensure_future(outer(watch, work()))
        for _ in range(2):
            await asyncio.sleep(0)
            task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task


async def gathering() -> None:
    await asyncio.gather(asyncio.sleep(0), spin(60))


async def waiting() -> None:
    await asyncio.wait_for(spin(60), 120)


async def grouping() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(spin(60))


class TestBlocking:
    @pytest.mark.parametrize("work", [lambda: spin(60), sleeping])
    async def test_is_cut_off_and_told_once(self, watch: Watch, told: Told, work: Any) -> None:
        begun = time.perf_counter()

        with pytest.raises(Blocked):
            await watch.attend("air", "work", work())

        assert time.perf_counter() - begun < 10 * LIMIT
        assert told == [("air", "work")]

    @pytest.mark.parametrize("work", [gathering, waiting, grouping])
    async def test_is_cut_off_in_a_task_of_its_own_too(self, watch: Watch, told: Told, work: Any) -> None:
        with pytest.raises((Blocked, BaseExceptionGroup)):
            await watch.attend("air", "work", work())

        assert told == [("air", "work")]

    async def test_is_not_what_waits_for_long(self, watch: Watch, told: Told) -> None:
        await watch.attend("air", "work", asyncio.sleep(3 * LIMIT))

        assert told == []

    async def test_that_catches_everything_is_cut_off_again(self, watch: Watch, told: Told) -> None:
        caught = []

        async def work() -> None:
            for _ in range(2):
                try:
                    await spin(60)
                except BaseException as error:
                    caught.append(type(error))
            await spin(60)

        with pytest.raises(Blocked):
            await watch.attend("air", "work", work())

        assert caught == [Blocked, Blocked]
        assert told == [("air", "work")]

    async def test_is_the_inner_ones_where_one_calls_another(self, watch: Watch, told: Told) -> None:
        async def calling() -> str:
            await spin(0.7 * LIMIT)
            try:
                await watch.attend("water", "inner", spin(60))
            except Blocked:
                await spin(0.7 * LIMIT)
            return "done"

        assert await watch.attend("air", "outer", calling()) == "done"
        assert told == [("water", "inner")]

    async def test_of_nobody_we_watch_goes_on(self, watch: Watch, told: Told) -> None:
        await watch.attend("air", "work", asyncio.sleep(0))

        assert await spin(3 * LIMIT) == "done"
        assert told == []

    async def test_a_signal_that_comes_late_does_nothing(self, watch: Watch) -> None:
        async def work() -> str:
            signal.raise_signal(SIGNAL)
            return "done"

        signal.raise_signal(SIGNAL)

        assert await watch.attend("air", "work", work()) == "done"

    async def test_nothing_is_left_of_the_watch(self, told: Told) -> None:
        loop = asyncio.get_running_loop()
        before = signal.getsignal(SIGNAL), threading.active_count(), loop.get_task_factory()
        watch = Watch(told, LIMIT)
        watch.start()
        watch.stop()
        watch.stop()

        assert (signal.getsignal(SIGNAL), threading.active_count(), loop.get_task_factory()) == before


def test_outside_the_main_thread_it_is_only_told(told: Told) -> None:
    answers = []

    def run() -> None:
        watch = Watch(told, LIMIT)

        async def main() -> None:
            watch.start()
            answers.append(await watch.attend("air", "work", spin(3 * LIMIT)))
            watch.stop()

        asyncio.run(main())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert answers == ["done"]
    assert told == [("air", "work")]


@pytest.mark.parametrize("how", ["sleep", "loop", "group"])
def test_a_process_goes_on_without_a_plugin_that_blocks_it(how: str) -> None:
    """In a process of its own, whose event loop is uvloop's in the main thread, as in production."""
    ran = subprocess.run([sys.executable, BLOCKING, how], capture_output=True, text=True, timeout=60, check=True)
    told = json.loads(ran.stdout)

    assert told["kinds"] == ["blocked", "blocked", "blocked", "suspended"]
    assert max(told["seconds"]) < 2
    assert told["worst_latency_of_another"] < 2
    assert told["blocks"] == 3
    assert told["suspended"] == ["air"]
    assert told["good_answers"] == 4
    assert ran.stderr.count("plug-in blocks everybody") == 3
    assert ran.stderr.count("plug-in turned off for this process") == 1


async def outer(watch: Watch, work: Any) -> Any:
    return await watch.attend("air", "work", work)
