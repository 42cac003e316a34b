"""What of a plug-in runs at this instant: a coroutine's stretches, told from those of everybody else."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutine
from time import perf_counter
from types import TracebackType
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(slots=True)
class Stretch:
    """A call's present stretch: whose it is, since when it runs, and whether it has been reported."""

    plugin: str
    what: str
    since: float = 0.0
    reported: bool = False


class Now:
    """The stretch that runs now, if one does. One event loop writes it; anybody may look."""

    __slots__ = ("stretch",)

    def __init__(self) -> None:
        self.stretch: Stretch | None = None


class Watched(Coroutine[Any, Any, T]):
    """An awaitable that says of each of its stretches when it begins and ends.

    What is cancelled a second time did not heed the first, and is closed.
    """

    __slots__ = ("_cancelled", "_coroutine", "_now", "_stretch")

    def __init__(self, now: Now, stretch: Stretch, awaitable: Awaitable[T]) -> None:
        self._now, self._stretch, self._cancelled = now, stretch, False
        self._coroutine = awaitable if iscoroutine(awaitable) else _awaiting(awaitable)

    def __await__(self) -> Generator[Any, Any, T]:
        return cast("Generator[Any, Any, T]", self)

    def __iter__(self) -> "Watched[T]":
        return self

    def __next__(self) -> Any:
        return self._step(self._coroutine.send, None)

    def send(self, value: Any) -> Any:
        """See Coroutine."""
        return self._step(self._coroutine.send, value)

    def throw(self, kind: Any, value: Any = None, _traceback: TracebackType | None = None) -> Any:
        """See Coroutine."""
        error = kind if isinstance(kind, BaseException) else value if isinstance(value, BaseException) else kind()
        if isinstance(error, asyncio.CancelledError):
            if self._cancelled:
                self._drop()
                raise error
            self._cancelled = True
        return self._step(self._coroutine.throw, error)

    def close(self) -> None:
        """See Coroutine."""
        self._coroutine.close()

    def _step(self, step: Callable[[Any], Any], given: Any) -> Any:
        now, stretch = self._now, self._stretch
        outer, stretch.since = now.stretch, perf_counter()
        now.stretch = stretch
        try:
            try:
                return step(given)
            finally:
                now.stretch = None
        finally:  # also when the line above was interrupted: that comes once in a second at most
            if outer is not None:
                outer.since = perf_counter()
            now.stretch = outer

    def _drop(self) -> None:
        with suppress(RuntimeError):  # it goes on in spite of everything: let it lie
            self._coroutine.close()


async def going_on(work: Watched[T], awaited: Any) -> T:
    """Await what has begun already, and waits for `awaited`."""
    return await _Begun(work, awaited)


class _Begun(Awaitable[T]):
    __slots__ = ("_awaited", "_work")

    def __init__(self, work: Watched[T], awaited: Any) -> None:
        self._work, self._awaited = work, awaited

    def __await__(self) -> Generator[Any, Any, T]:
        awaited = self._awaited
        while True:
            try:
                given = yield awaited
            except GeneratorExit:
                self._work.close()
                raise
            except BaseException as error:
                step = partial(self._work.throw, error)
            else:
                step = partial(self._work.send, given)
            try:
                awaited = step()
            except StopIteration as answered:
                answer: T = answered.value
                return answer


async def _awaiting(awaitable: Awaitable[T]) -> T:
    return await awaitable
