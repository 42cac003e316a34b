"""Sees a plug-in that keeps everybody else from running, and cuts it off.

A coroutine runs in stretches, from one await to the next, and in a stretch nothing else of the process runs. A thread
looks at the clock meanwhile: a stretch that lasts too long is reported while it still lasts, and where the event loop
runs in the main thread a signal has that thread look for itself and raise Blocked inside the stretch. It ends
`time.sleep` and loops without an await; a library that computes in C is reported and ends when it returns.
"""

import asyncio
import inspect
import signal
import threading
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

T = TypeVar("T")

LIMIT_SECONDS = 1.0
LOOK_SECONDS = 0.1
SIGNAL = signal.SIGURG
"""Ignored by default, so that one which comes late does nothing."""


class Blocked(BaseException):
    """Raised inside a stretch that lasts too long. No `except Exception` stops it."""


@dataclass(slots=True)
class Stretch:
    """What runs now: which plug-in and what of it, and since when."""

    plugin: str
    what: str
    since: float = field(default_factory=perf_counter)
    reported: bool = False


class Watch:
    """One per process. `report` is called in the watching thread, once for each call that blocks."""

    def __init__(self, report: Callable[[str, str], None], limit: float = LIMIT_SECONDS) -> None:
        self._report, self._limit = report, limit
        self._current: Stretch | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._interrupts = False
        self._former: Any = None

    def start(self) -> None:
        """Begin to look; call it in the thread of the event loop."""
        self._over.clear()
        self._interrupts = threading.current_thread() is threading.main_thread()
        if self._interrupts:
            self._former = signal.signal(SIGNAL, self._look_here)
        self._thread = threading.Thread(target=self._look_on, name="plugin-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; call it in the same thread."""
        if self._thread is not None:
            self._over.set()
            self._thread.join()
            self._thread = None
            if self._interrupts:
                signal.signal(SIGNAL, self._former)

    @types.coroutine
    def attend(self, plugin: str, what: str, awaitable: Awaitable[T]) -> Generator[Any, Any, T]:
        """Await it, stretch by stretch. Raises Blocked where it was cut off.

        What is cancelled twice did not heed the first time, and is closed.
        """
        coroutine = awaitable if inspect.iscoroutine(awaitable) else _awaiting(awaitable)
        stretch, cancelled = Stretch(plugin, what), False
        step: Callable[[Any], Any] = coroutine.send
        given: Any = None
        while True:
            outer, stretch.since = self._current, perf_counter()
            self._current = stretch
            try:
                try:
                    waits_for = step(given)
                finally:
                    self._current = None
            except StopIteration as done:
                answer: T = done.value
                return answer
            finally:  # also when Blocked hit the line above: it comes once in a second at most
                if outer is not None:
                    outer.since = perf_counter()
                self._current = outer
            try:
                step, given = coroutine.send, (yield waits_for)
            except GeneratorExit:
                coroutine.close()
                raise
            except BaseException as error:
                if cancelled and isinstance(error, asyncio.CancelledError):
                    _close(coroutine)
                    raise
                cancelled = cancelled or isinstance(error, asyncio.CancelledError)
                step, given = coroutine.throw, error

    def _look_on(self) -> None:
        """In the watching thread."""
        main = threading.main_thread().ident or 0
        while not self._over.wait(LOOK_SECONDS):
            stretch = self._current
            if stretch is not None and perf_counter() - stretch.since > self._limit:
                if not stretch.reported:
                    stretch.reported = True
                    self._report(stretch.plugin, stretch.what)
                if self._interrupts:
                    signal.pthread_kill(main, SIGNAL)

    def _look_here(self, _number: int, _frame: types.FrameType | None) -> None:
        """In the main thread, between two of its own steps: only here is it certain what runs."""
        stretch = self._current
        if stretch is not None and perf_counter() - stretch.since > self._limit:
            stretch.since = perf_counter()
            raise Blocked


async def _awaiting(awaitable: Awaitable[T]) -> T:
    return await awaitable


def _close(coroutine: Coroutine[Any, Any, Any]) -> None:
    with suppress(RuntimeError):  # it goes on in spite of everything: let it lie
        coroutine.close()
