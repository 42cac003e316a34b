"""Calls hooks at run time, so that a plug-in's failure stays its own.

What a failure means differs from hook to hook: see `core.plugin.hookspecs`. That it is cut off in time, logged without
its text, and counted is the same for all.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import ColumnElement, false

from core.access.viewer import Viewer
from core.db.uow import Read
from core.districts.switches import Switches
from core.errors import DomainError, Refused, VersionMoved
from core.plugin.answers import Veto
from core.plugin.counts import Count
from core.plugin.errors import PLUGIN_FAILED, Failure, HookFailed
from core.plugin.faults import fault, frames
from core.plugin.fits import fits
from core.plugin.hooks import Implementation
from core.plugin.loaded import Loaded
from core.plugin.reading import shielded
from core.plugin.views import CaseView
from core.plugin.watch import Blocked, Watch

if TYPE_CHECKING:
    from core.services import Services

T = TypeVar("T")
CORE = "core"
"""The name the core's own answers go by."""

BLOCKS_BORNE = 3
"""Calls that kept everybody waiting, after which a plug-in is turned off for this process."""

VETO, DURING = "check_transitions", "during_case_event"
_IN_TRANSACTION = frozenset({"district_enabled", "district_disabled", DURING})
_log = structlog.get_logger("hotline.plugins")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a plug-in, or `core`, answered."""

    plugin: str
    answer: Any


@dataclass(frozen=True, slots=True)
class Vetoed:
    """A veto, and whose it is."""

    plugin: str
    veto: Veto


class HookRunner:
    """The loaded plug-ins' hooks. `hooks` are in the order of calling; `core`, the last of some, is called as it is."""

    def __init__(
        self, hooks: Mapping[str, tuple[Implementation, ...]], loaded: Sequence[Loaded], switches: Switches
    ) -> None:
        self._default = {name: impl for name, impls in hooks.items() for impl in impls if impl.plugin == CORE}
        self._hooks = {name: tuple(impl for impl in impls if impl.plugin != CORE) for name, impls in hooks.items()}
        self._loaded = {one.name: one for one in loaded}
        self._switches = switches
        self._counts: defaultdict[tuple[str, str], Count] = defaultdict(Count)
        self._blocks: Counter[str] = Counter()
        self.watch = Watch(self._blocked)

    @property
    def counts(self) -> Mapping[tuple[str, str], Count]:
        """By plug-in and hook, or plug-in and field; those that were called at least once."""
        return MappingProxyType(self._counts)

    def implementing(self, hook: str) -> tuple[str, ...]:
        """The plug-ins that implement a hook, in the order of calling, suspended ones too."""
        return tuple(impl.plugin for impl in self._hooks[hook])

    def has(self, hook: str, district: str | None = None) -> bool:
        """Whether a plug-in implements it and is on in the district; in whatever district for None."""
        return any(True for _ in self._asked(hook, district))

    async def first(self, hook: str, district: str, /, **arguments: Any) -> Answered | None:
        """The first answer that is not None, of the plug-ins that are on in the district and at last of the core.

        One that fails is passed by. What the core's own implementation raises is raised.
        """
        for impl in self._asked(hook, district):
            answered = await self._isolated(impl, arguments)
            if isinstance(answered, Answered) and answered.answer is not None:
                return answered
        default = self._default.get(hook)
        return Answered(CORE, await default.call(arguments)) if default else None

    async def vetoes(
        self, cases: Sequence[CaseView], verbs: Sequence[str], actor: Viewer, read: Read, services: "Services"
    ) -> tuple[Vetoed, ...]:
        """Every veto of every plug-in, each asked about the cases of districts where it is on.

        One that fails vetoes all it was asked about, with PLUGIN_FAILED.
        """
        found: list[Vetoed] = []
        for impl in self._asked(VETO, None):
            own = [case for case in cases if self._switches.on(impl.plugin, case.gate)]
            if own:
                arguments = {"cases": own, "verbs": verbs, "actor": actor, "read": read, "services": services}
                answered = await self._isolated(impl, arguments)
                vetoes = answered.answer if isinstance(answered, Answered) else _all_vetoed(impl.plugin, own, verbs)
                found += [Vetoed(impl.plugin, veto) for veto in vetoes]
        return tuple(found)

    async def in_transaction(self, hook: str, district: str, /, **arguments: Any) -> tuple[Answered, ...]:
        """The answers of all plug-ins that are on in the district; the first failure ends it.

        Refused passes, and so does what the mutation layer decides again for. Any other failure raises HookFailed.
        """
        return tuple([Answered(i.plugin, await self._answer(i, arguments)) for i in self._asked(hook, district)])

    async def call(self, plugin: str, hook: str, /, **arguments: Any) -> Any:
        """Ask one plug-in, wherever it is on; None if it does not implement the hook. Raises HookFailed.

        Refused passes where the hook is one of those in a transaction.
        """
        if plugin in self._switches.suspended:
            raise HookFailed(plugin, hook, Failure.SUSPENDED, "this process has turned it off for itself")
        impl = next((impl for impl in self._hooks[hook] if impl.plugin == plugin), None)
        return None if impl is None else await self._answer(impl, arguments)

    async def collect(self, hook: str, /, **arguments: Any) -> tuple[Answered | HookFailed, ...]:
        """The answers and failures of all loaded plug-ins that implement it, whether on or off in some district."""
        return tuple([await self._isolated(impl, arguments) for impl in self._asked(hook, None)])

    def case_filter(
        self, plugin: str, case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]
    ) -> ColumnElement[bool] | None:
        """A plug-in's condition on the cases it lets a viewer know of; one that no case meets when it fails."""
        impl = next(impl for impl in self._hooks["case_filter"] if impl.plugin == plugin)
        try:
            with self._counted(plugin, impl.hook):
                answer = impl.call({"case_id": case_id, "viewer_id": viewer_id})
                if not fits(answer, impl.answers):
                    raise _Nonsense(type(answer).__name__)
        except HookFailed:
            return false()
        condition: ColumnElement[bool] | None = answer
        return condition

    async def watched(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """Await something else of a plug-in, a field's resolver for instance, cut off and counted like a hook.

        What the domain raises on purpose passes. Any other failure raises HookFailed.
        """
        with self._counted(plugin, what, DomainError):
            return await self._in_time(plugin, what, awaitable)

    async def waited_for(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """The same without a time-out: the next event of a subscription comes when it comes."""
        with self._counted(plugin, what, DomainError, StopAsyncIteration):
            return await self.watch.attend(plugin, what, awaitable)

    def _asked(self, hook: str, district: str | None) -> Iterator[Implementation]:
        for impl in self._hooks[hook]:
            off = impl.plugin in self._switches.suspended
            if not off and (district is None or self._switches.on(impl.plugin, district)):
                yield impl

    async def _isolated(self, impl: Implementation, arguments: Mapping[str, Any]) -> Answered | HookFailed:
        try:
            return Answered(impl.plugin, await self._answer(impl, arguments))
        except HookFailed as failed:
            return failed

    async def _answer(self, impl: Implementation, arguments: Mapping[str, Any]) -> Any:
        with self._counted(impl.plugin, impl.hook, *(_PASSING if impl.hook in _IN_TRANSACTION else ())):
            if "read" not in impl.wants:
                return await self._sound(impl, arguments)
            async with shielded(arguments["read"]) as read:
                return await self._sound(impl, {**arguments, "read": read})

    async def _sound(self, impl: Implementation, arguments: Mapping[str, Any]) -> Any:
        answer = await self._in_time(impl.plugin, impl.hook, impl.call(arguments))
        if not fits(answer, impl.answers) or not _to_the_point(impl, answer, arguments):
            raise _Nonsense(type(answer).__name__)
        return answer

    async def _in_time(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """What does not heed being cancelled when its time is over has as long again, then it is dropped."""
        seconds = self._loaded[plugin].timeout
        last, first = asyncio.timeout(2 * seconds), asyncio.timeout(seconds)
        try:
            async with last, first:
                answer = await self.watch.attend(plugin, what, awaitable)
        except TimeoutError:
            if not first.expired():
                raise  # the plug-in's own
        if first.expired():
            raise _TooLate(f"after {seconds} s")
        return answer

    @contextmanager
    def _counted(self, plugin: str, what: str, *passing: type[Exception]) -> Iterator[None]:
        count, begun = self._counts[plugin, what], perf_counter()
        count.calls += 1
        try:
            yield
        except BaseException as error:
            if isinstance(error, (HookFailed, *passing)) or _is_ours(error):
                raise  # a HookFailed is another plug-in's, and counted there
            raise self._failed(plugin, what, error) from None
        finally:
            count.seconds += perf_counter() - begun

    def _failed(self, plugin: str, what: str, error: BaseException) -> HookFailed:
        kind, folder = _kind(error), self._loaded[plugin].folder
        failed = HookFailed(plugin, what, kind, _told(error, folder))
        count = self._counts[plugin, what]
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


_PASSING = (Refused, VersionMoved, asyncpg.DeadlockDetectedError)
"""What a command is told, and what the mutation layer decides again for."""


class _TooLate(Exception):
    """It did not answer in time."""


class _Nonsense(Exception):
    """It answered something else."""


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


def _to_the_point(impl: Implementation, answer: Any, arguments: Mapping[str, Any]) -> bool:
    """Whether vetoes are about what was asked, and events bear the plug-in's name."""
    if impl.hook == VETO:
        cases = {case.id for case in arguments["cases"]}
        return all(veto.case_id in cases and veto.verb in arguments["verbs"] for veto in answer)
    if impl.hook == DURING:
        return all(event.type.startswith(f"{impl.plugin}/") for event in answer or ())
    return True


def _all_vetoed(plugin: str, cases: Sequence[CaseView], verbs: Sequence[str]) -> Sequence[Veto]:
    return [Veto(case.id, verb, PLUGIN_FAILED, {"plugin": plugin}) for case in cases for verb in verbs]
