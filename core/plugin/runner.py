"""The hooks of run time and what a failure means for each: see `core.plugin.hookspecs`."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, false

from core.access.viewer import Viewer
from core.db.read import Read
from core.districts.switches import Switches
from core.plugin.answers import Veto
from core.plugin.calling import VETO, Calls
from core.plugin.counts import Count
from core.plugin.errors import PLUGIN_FAILED, Failure, HookFailed
from core.plugin.hooks import Implementation
from core.plugin.loaded import Loaded
from core.plugin.views import CaseView
from core.plugin.watch import Watch

if TYPE_CHECKING:
    from core.services import Services

T = TypeVar("T")
CORE = "core"
"""The name the core's own answers go by."""


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
        self._switches, self._revision = switches, switches.revision
        self._on: dict[tuple[str, str | None], tuple[Implementation, ...]] = {}
        self._calls = Calls(loaded, switches)

    @property
    def counts(self) -> Mapping[tuple[str, str], Count]:
        """By plug-in and hook, or plug-in and field; those that were called at least once."""
        return self._calls.counts

    @property
    def watch(self) -> Watch:
        """Sees who blocks the process."""
        return self._calls.watch

    def implementing(self, hook: str) -> tuple[str, ...]:
        """The plug-ins that implement a hook, in the order of calling, suspended ones too."""
        return tuple(impl.plugin for impl in self._hooks[hook])

    def has(self, hook: str, district: str | None = None) -> bool:
        """Whether a plug-in implements it and is on in the district; in whatever district for None."""
        return bool(self._asked(hook, district))

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
        return tuple([Answered(i.plugin, await self._calls.ask(i, arguments)) for i in self._asked(hook, district)])

    async def call(self, plugin: str, hook: str, /, **arguments: Any) -> Any:
        """Ask one plug-in, wherever it is on; None if it does not implement the hook. Raises HookFailed.

        Refused passes where the hook is one of those in a transaction.
        """
        if plugin in self._switches.suspended:
            raise HookFailed(plugin, hook, Failure.SUSPENDED, "this process has turned it off for itself")
        impl = next((impl for impl in self._hooks[hook] if impl.plugin == plugin), None)
        return None if impl is None else await self._calls.ask(impl, arguments)

    async def collect(self, hook: str, /, **arguments: Any) -> tuple[Answered | HookFailed, ...]:
        """The answers and failures of all loaded plug-ins that implement it, whether on or off in some district."""
        return tuple([await self._isolated(impl, arguments) for impl in self._asked(hook, None)])

    def case_filter(
        self, plugin: str, case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]
    ) -> ColumnElement[bool] | None:
        """A plug-in's condition on the cases it lets a viewer know of; one that no case meets when it fails."""
        impl = next(impl for impl in self._hooks["case_filter"] if impl.plugin == plugin)
        try:
            found: ColumnElement[bool] | None = self._calls.ask_plainly(
                impl, {"case_id": case_id, "viewer_id": viewer_id}
            )
        except HookFailed:
            return false()
        return found

    async def watched(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """Await something else of a plug-in, a field's resolver for instance, cut off and counted like a hook.

        What the domain raises on purpose passes. Any other failure raises HookFailed.
        """
        return await self._calls.wait(plugin, what, awaitable)

    async def waited_for(self, plugin: str, what: str, awaitable: Awaitable[T]) -> T:
        """The same without a time-out: the next event of a subscription comes when it comes."""
        return await self._calls.wait_long(plugin, what, awaitable)

    def _asked(self, hook: str, district: str | None) -> tuple[Implementation, ...]:
        """Those that are on in the district, remembered until something is switched."""
        if self._revision is not self._switches.revision:
            self._revision, self._on = self._switches.revision, {}
        found = self._on.get((hook, district))
        if found is None:
            found = self._on[hook, district] = tuple(impl for impl in self._hooks[hook] if self._is_on(impl, district))
        return found

    def _is_on(self, impl: Implementation, district: str | None) -> bool:
        if district is None:
            return impl.plugin not in self._switches.suspended
        return self._switches.on(impl.plugin, district)

    async def _isolated(self, impl: Implementation, arguments: Mapping[str, Any]) -> Answered | HookFailed:
        try:
            return Answered(impl.plugin, await self._calls.ask(impl, arguments))
        except HookFailed as failed:
            return failed


def _all_vetoed(plugin: str, cases: Sequence[CaseView], verbs: Sequence[str]) -> Sequence[Veto]:
    return [Veto(case.id, verb, PLUGIN_FAILED, {"plugin": plugin}) for case in cases for verb in verbs]
