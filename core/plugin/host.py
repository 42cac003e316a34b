"""The plug-ins of one process."""

from collections.abc import Iterator, Sequence
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from core.districts.switches import Switches
from core.plugin import default, hookspecs
from core.plugin.config import PluginConfig
from core.plugin.discovery import Find, find
from core.plugin.errors import HookFailed, PluginError
from core.plugin.hooks import Hooks
from core.plugin.load import Candidate, load
from core.plugin.loaded import Loaded, PluginStatus, Status
from core.plugin.manifest import Settings
from core.plugin.registration import CASE_FILTER
from core.plugin.runner import CORE, HookRunner

if TYPE_CHECKING:
    from core.services import Services

S = TypeVar("S", bound=Settings)
_log = structlog.get_logger("hotline.plugins")


class PluginHost:
    """`loaded` take part, `switches` say in which districts, `run` calls their hooks."""

    def __init__(self, hooks: Hooks, candidates: Sequence[Candidate] = ()) -> None:
        self._known = {one.name: one for one in candidates}
        self.loaded: tuple[Loaded, ...] = tuple(
            one.loaded for one in candidates if one.loaded and one.status is Status.LOADED
        )
        modules = {one.name: one.module for one in self.loaded}
        self.switches = Switches()
        self.run = HookRunner(hooks.in_order({**modules, CORE: default}), self.loaded, self.switches)
        self._hooks = frozenset({*hooks.registration, CASE_FILTER})

    @property
    def statuses(self) -> tuple[PluginStatus, ...]:
        """Every plug-in of the file, in load order."""
        return tuple(one.told() for one in self._known.values())

    def settings(self, kind: type[S], district: str | None = None) -> S:
        """A loaded plug-in's settings by their class, with what the district (six digits) overrides."""
        for one in self.loaded:
            if one.manifest.settings is kind:
                found = one.overrides.get(district, one.settings) if district else one.settings
                assert isinstance(found, kind)
                return found
        raise LookupError(f"no loaded plug-in has the settings {kind.__qualname__}")

    def each(self, hook: str) -> Iterator[tuple[Loaded, Any]]:
        """What each plug-in that implements a registration hook answered while it was loaded, in load order.

        For `case_filter` it is a callable of two columns, which hides every case when the plug-in fails.
        """
        if hook not in self._hooks:
            raise LookupError(f"{hook} is no registration hook")
        for one in self.loaded:
            if hook == CASE_FILTER and hook in self._known[one.name].implemented:
                yield one, partial(self.run.case_filter, one.name)
            elif hook in self._known[one.name].answers:
                yield one, self._known[one.name].answers[hook]

    async def startup(self, services: "Services") -> None:
        """Watch over the plug-ins from now on, and tell them that the database is open.

        Call it in the thread of the event loop, and `shutdown` in the end. Raises PluginError for one that fails and may
        not be left out.
        """
        self.run.watch.start()
        for one in self.loaded:
            if not self._lacks(one):
                try:
                    await self.run.call(one.name, "startup", services=services)
                except HookFailed as failed:
                    self._failed(one, failed)

    async def shutdown(self) -> None:
        """Tell them that nothing is served any more, the last loaded first, and watch no longer."""
        for one in reversed(self.loaded):
            if one.name not in self.switches.suspended:
                try:
                    await self.run.call(one.name, "shutdown")
                except HookFailed:
                    continue
        self.run.watch.stop()

    def _lacks(self, one: Loaded) -> bool:
        """Whether something it requires did not start; it is turned off then."""
        gone = [name for name in one.manifest.requires if self._known[name].status is not Status.LOADED]
        if gone:
            self._out(one, Status.SKIPPED, f"it requires {gone[0]}, which did not start")
        return bool(gone)

    def _failed(self, one: Loaded, failed: HookFailed) -> None:
        if not one.optional:
            raise PluginError(
                f"{self._known[one.name].file}: plugins.{one.name}: startup: {failed.kind}: {failed.fault}.",
                f'Mend the plug-in, take [plugins.{one.name}] out of the file, or write on_failure = "skip".',
            )
        self._out(one, Status.FAILED, f"startup: {failed.kind}: {failed.fault}")

    def _out(self, one: Loaded, status: Status, detail: str) -> None:
        """Turn off for this process what has been loaded; what it hides stays hidden."""
        self._known[one.name].status, self._known[one.name].detail = status, detail
        self.switches.suspend(one.name)


def core_alone() -> PluginHost:
    """No plug-in at all: the core's own router and deadline policy."""
    return PluginHost(Hooks((hookspecs,)))


def load_plugins(config: PluginConfig, specs: Sequence[ModuleType] = (), find: Find = find) -> PluginHost:
    """Load what the file lists. `specs` are modules of hook specifications besides the domain's.

    Raises PluginError, which names the file, the path of the key, and the mend.
    """
    hooks = Hooks((hookspecs, *specs))
    return PluginHost(hooks, load(config, hooks, find))
