"""The hooks there are, and who implements them in which order."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pluggy

from core.plugin.fits import Fit, fit
from core.plugin.hookspecs import PROJECT
from core.plugin.mistakes import meant


class WrongHook(Exception):
    """A function marked with `@hook` that cannot be one; the message names it."""


@dataclass(frozen=True, slots=True)
class Implementation:
    """One plug-in's function for one hook, the arguments it wants, and the type it must answer."""

    plugin: str
    hook: str
    function: Callable[..., Any]
    wants: tuple[str, ...]
    answers: Any
    fits: Fit
    """Whether an answer is of that type."""

    def call(self, given: Mapping[str, object]) -> Any:
        """Call it with those of the arguments that it wants."""
        return self.function(*[given[name] for name in self.wants])


class Hooks:
    """The hooks of some specification modules."""

    def __init__(self, specs: Sequence[ModuleType]) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        for module in specs:
            self._manager.add_hookspecs(module)
        self._specs = {name: caller.spec.function for name, caller in vars(self._manager.hook).items()}

    @property
    def registration(self) -> tuple[str, ...]:
        """The hooks that are called once, while loading; `case_filter`, which has arguments, is called when asked."""
        plain = (name for name, spec in self._specs.items() if not inspect.iscoroutinefunction(spec))
        return tuple(name for name in plain if not inspect.signature(self._specs[name]).parameters)

    def of(self, plugin: str, module: ModuleType) -> Mapping[str, Implementation]:
        """What a module implements, by hook. Raises WrongHook for what pluggy would pass over, or find out too late."""
        try:
            self._manager.register(module, plugin)
        except pluggy.PluginValidationError as error:
            raise WrongHook(" ".join(str(error).splitlines()[1:])) from None
        callers = self._manager.get_hookcallers(module) or []
        found = [(caller.name, impl) for caller in callers for impl in caller.get_hookimpls() if impl.plugin is module]
        self._manager.unregister(module)
        for name, impl in found:
            self._check(name, impl)
        return {name: self._implementation(name, impl) for name, impl in found if name in self._specs}

    def in_order(self, modules: Mapping[str, ModuleType]) -> Mapping[str, tuple[Implementation, ...]]:
        """Who implements each hook, in the order of calling: that of `modules`, with tryfirst and trylast heeded."""
        for plugin, module in reversed(list(modules.items())):
            self._manager.register(module, plugin)
        callers = {name: getattr(self._manager.hook, name) for name in self._specs}
        return {
            name: tuple(self._implementation(name, impl) for impl in reversed(caller.get_hookimpls()))
            for name, caller in callers.items()
        }

    def _implementation(self, hook: str, impl: pluggy.HookImpl) -> Implementation:
        answers = inspect.signature(self._specs[hook]).return_annotation
        return Implementation(impl.plugin_name, hook, impl.function, impl.argnames, answers, fit(answers))

    def _check(self, name: str, impl: pluggy.HookImpl) -> None:
        if name not in self._specs:
            if not impl.optionalhook:
                raise WrongHook(f"there is no hook {name}.{meant(name, self._specs)}")
        elif impl.wrapper or impl.hookwrapper:
            raise WrongHook(f"hook {name} takes no wrappers")
        elif inspect.iscoroutinefunction(impl.function) != inspect.iscoroutinefunction(self._specs[name]):
            wanted = "async def" if inspect.iscoroutinefunction(self._specs[name]) else "def, without async"
            raise WrongHook(f"hook {name} is written {wanted}")
