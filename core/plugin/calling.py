"""One call into a plug-in: watched, cut off in time, its answer checked, its failure logged without its text and counted."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any, TypeVar

import asyncpg
import structlog

from core.districts.switches import Switches
from core.errors import DomainError, Refused, VersionMoved
from core.plugin.counts import Count
from core.plugin.errors import Failure, HookFailed
from core.plugin.faults import fault, frames
from core.plugin.hooks import Implementation
from core.plugin.loaded import Loaded
from core.plugin.reading import shielded
from core.plugin.stretch import Watched, going_on
from core.plugin.watch import Blocked, Watch

T = TypeVar("T")

BLOCKS_BORNE = 3
"""Calls that kept everybody waiting, after which a plug-in is turned off for this process."""

VETO, DURING = "check_transitions", "during_case_event"

_IN_TRANSACTION = frozenset({"district_enabled", "district_disabled", DURING})
_PASSING = (Refused, VersionMoved, asyncpg.DeadlockDetectedError)
"""What a command is told, and what the mutation layer decides again for."""

_log = structlog.get_logger("hotline.plugins")


class _TooLate(Exception):
    """It did not answer in time."""


class _Nonsense(Exception):
    """It answered something else."""


class _Counted:
    """Counts a call, and makes of what it fails with a HookFailed, unless that is named as passing."""

    __slots__ = ("_begun", "_calls", "_count", "_passing", "_plugin", "_what")

    def __init__(self, calls: "Calls", plugin: str, what: str, passing: tuple[type[Exception], ...]) -> None:
        self._calls, self._plugin, self._what, self._passing = calls, plugin, what, passing
        self._count, self._begun = calls.count(plugin, what), 0.0

    def __enter__(self) -> None:
        self._count.calls += 1
        self._begun = perf_counter()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._count.seconds += perf_counter() - self._begun
        if error is None or isinstance(error, (HookFailed, *self._passing)) or _is_ours(error):
            return  # a HookFailed is another plug-in's, and counted there
        raise self._calls.failed(self._plugin, self._what, error) from None


class Calls:
    """Into the plug-ins of one process. Every failure is a HookFailed, except what is named as passing."""

    def __init__(self, loaded: Sequence[Loaded], switches: Switches) -> None:
        self._loaded = {one.name: one for one in loaded}
        self._switches = switches
        self._counts: defaultdict[tuple[str, str], Count] = defaultdict(Count)
        self._blocks: Counter[str] = Counter()
        self.watch = Watch(self._blocked)

    @property
    def counts(self) -> Mapping[tuple[str, str], Count]:
        """By plug-in and hook, or plug-in and field; those that were called at least once."""
        return MappingProxyType(self._counts)

    def count(self, plugin: str, what: str) -> Count:
        """What is counted of one hook or field."""
        return self._counts[plugin, what]

    async def ask(self, impl: Implementation, arguments: Mapping[str, Any]) -> Any:
        """The answer of a hook of run time. Refused passes where the hook is one of those in a transaction."""
        with _Counted(self, impl.plugin, impl.hook, _PASSING if impl.hook in _IN_TRANSACTION else ()):
            if "read" not in impl.wants:
                return _checked(impl, arguments, await self._in_time(impl.plugin, impl.hook, impl.call(arguments)))
            async with shielded(arguments["read"]) as read:
                given = {**arguments, "read": read}
                return _checked(impl, given, await self._in_time(impl.plugin, impl.hook, impl.call(given)))

    def ask_plainly(self, impl: Implementation, arguments: Mapping[str, Any]) -> Any:
        """The answer of a hook that is a plain function."""
        with _Counted(self, impl.plugin, impl.hook, ()):
            return _checked(impl, arguments, impl.call(arguments))

    async def wait(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """What something else of a plug-in answers in time. What the domain raises on purpose passes."""
        with _Counted(self, plugin, what, (DomainError,)):
            return await self._in_time(plugin, what, awaitable)

    async def wait_long(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """The same whenever it answers. The end of a stream passes too."""
        with _Counted(self, plugin, what, (DomainError, StopAsyncIteration)):
            return await self.watch.attend(plugin, what, awaitable)

    async def _in_time(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """What answers without waiting for anything, as most hooks do of most events, needs no time-out."""
        work = self.watch.attend(plugin, what, awaitable)
        try:
            awaited = work.send(None)
        except StopIteration as answered:
            at_once: T = answered.value
            return at_once
        return await self._waited_for(plugin, work, awaited)

    async def _waited_for(self, plugin: str, work: Watched[T], awaited: Any) -> T:
        """What does not heed being cancelled when its time is over has as long again, then it is dropped."""
        seconds = self._loaded[plugin].timeout
        last, first = asyncio.timeout(2 * seconds), asyncio.timeout(seconds)
        try:
            async with last, first:
                answer: T = await going_on(work, awaited)
        except TimeoutError:
            if not first.expired():
                raise  # the plug-in's own
        if first.expired():
            raise _TooLate(f"after {seconds} s")
        return answer

    def failed(self, plugin: str, what: str, error: BaseException) -> HookFailed:
        """A failure, logged and counted."""
        kind, folder = _kind(error), self._loaded[plugin].folder
        failed = HookFailed(plugin, what, kind, _told(error, folder))
        count = self.count(plugin, what)
        count.failures += 1
        count.timeouts += kind is Failure.TIMEOUT
        _log.error(
            "plug-in failed", plugin=plugin, hook=what, how=kind.value, fault=failed.fault, frames=frames(error, folder)
        )
        return failed

    def _blocked(self, plugin: str, what: str) -> None:
        """In the watching thread, while it still blocks."""
        self._counts[plugin, what].blocks += 1
        self._blocks[plugin] += 1
        _log.error("plug-in blocks everybody", plugin=plugin, hook=what, times=self._blocks[plugin])
        if self._blocks[plugin] == BLOCKS_BORNE:
            self._switches.suspend(plugin)
            _log.error("plug-in turned off for this process", plugin=plugin)


def _checked(impl: Implementation, arguments: Mapping[str, Any], answer: Any) -> Any:
    if not impl.fits(answer) or not _to_the_point(impl, answer, arguments):
        raise _Nonsense(type(answer).__name__)
    return answer


def _to_the_point(impl: Implementation, answer: Any, arguments: Mapping[str, Any]) -> bool:
    """Whether vetoes are about what was asked, and events and the queues they name bear the plug-in's name."""
    if impl.hook == VETO and answer:
        cases = {case.id for case in arguments["cases"]}
        return all(veto.case_id in cases and veto.verb in arguments["verbs"] for veto in answer)
    if impl.hook == DURING and answer:
        queues = [queue for event in answer for queue in event.queues]
        return all(event.type.startswith(f"{impl.plugin}/") for event in answer) and all(
            queue.startswith(f"{impl.plugin}:") for queue in queues
        )
    return True


def _kind(error: BaseException) -> Failure:
    if isinstance(error, BaseExceptionGroup) and error.subgroup(Blocked):
        return Failure.BLOCKED
    kinds = {Blocked: Failure.BLOCKED, _TooLate: Failure.TIMEOUT, _Nonsense: Failure.NONSENSE}
    return kinds.get(type(error), Failure.RAISED)


def _told(error: BaseException, folder: Path) -> str:
    return str(error) if isinstance(error, _TooLate | _Nonsense) else fault(error, folder)


def _is_ours(error: BaseException) -> bool:
    """Whether somebody wants the whole task to end, not the plug-in."""
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is not None and task.cancelling() > 0
    return isinstance(error, KeyboardInterrupt | GeneratorExit)
