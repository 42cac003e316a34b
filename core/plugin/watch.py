"""Sees a plug-in that keeps everybody else from running, and cuts it off.

A coroutine runs in stretches, from one await to the next, and in a stretch nothing else of the process runs. A thread
looks at the clock meanwhile: a stretch that lasts too long is reported while it still lasts, and where the event loop
runs in the main thread a signal has that thread look for itself and raise Blocked inside the stretch. It ends
`time.sleep` and loops without an await; a library that computes in C is reported, and ends when it returns.
"""

import asyncio
import signal
import threading
import types
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any, TypeVar

from core.plugin.stretch import Now, Stretch, Watched

T = TypeVar("T")

LIMIT_SECONDS = 1.0
LOOK_SECONDS = 0.1
SIGNAL = signal.SIGURG
"""Ignored by default, so that one which comes late does nothing."""


class Blocked(BaseException):
    """Raised inside a stretch that lasts too long. No `except Exception` stops it."""


class Watch:
    """One per process. `report` is called in the watching thread, once for each call that blocks."""

    def __init__(self, report: Callable[[str, str], None], limit: float = LIMIT_SECONDS) -> None:
        self._report, self._limit = report, limit
        self._now = Now()
        self._over = threading.Event()
        self._interrupts = False
        self._undo: list[Callable[[], Any]] = []

    def start(self) -> None:
        """Begin to look; call it where the event loop runs."""
        self._over.clear()
        self._attend_tasks(asyncio.get_running_loop())
        self._interrupts = threading.current_thread() is threading.main_thread()
        if self._interrupts:
            former = signal.signal(SIGNAL, self._look_here)
            self._undo.append(lambda: signal.signal(SIGNAL, former))
        thread = threading.Thread(target=self._look_on, name="plugin-watch", daemon=True)
        thread.start()
        self._undo += [thread.join, self._over.set]

    def stop(self) -> None:
        """Look no more; call it in the same place."""
        while self._undo:
            self._undo.pop()()

    def attend(self, plugin: str, what: str, awaitable: Awaitable[T]) -> Watched[T]:
        """Await it, and watch it and every task it starts. Raises Blocked where it was cut off."""
        return Watched(self._now, Stretch(plugin, what), awaitable)

    def _attend_tasks(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch what a watched call does in tasks of its own: `gather` and `wait_for` make such."""
        former = loop.get_task_factory()
        make = former or _task

        def attended(loop: asyncio.AbstractEventLoop, coroutine: Any, **context: Any) -> Any:
            stretch = self._now.stretch
            work = coroutine if stretch is None else self.attend(stretch.plugin, stretch.what, coroutine)
            return make(loop, work, **context)

        loop.set_task_factory(attended)
        self._undo.append(lambda: loop.set_task_factory(former))

    def _look_on(self) -> None:
        """In the watching thread."""
        main = threading.main_thread().ident or 0
        while not self._over.wait(LOOK_SECONDS):
            stretch = self._now.stretch
            if stretch is not None and self._lasts(stretch):
                if not stretch.reported:
                    stretch.reported = True
                    self._report(stretch.plugin, stretch.what)
                if self._interrupts:
                    signal.pthread_kill(main, SIGNAL)

    def _look_here(self, _number: int, _frame: types.FrameType | None) -> None:
        """In the main thread, between two of its own steps: only here is it certain what runs."""
        stretch = self._now.stretch
        if stretch is not None and self._lasts(stretch):
            stretch.since = perf_counter()
            raise Blocked

    def _lasts(self, stretch: Stretch) -> bool:
        return perf_counter() - stretch.since > self._limit


def _task(loop: asyncio.AbstractEventLoop, coroutine: Any, **context: Any) -> "asyncio.Task[Any]":
    return asyncio.Task(coroutine, loop=loop, **context)
