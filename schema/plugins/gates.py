"""What stands before every field of a plug-in: is it on here, and how long may it take.

An object's field is asked where the object lies; a root field anywhere the viewer's grants reach. What runs is watched
like a hook: cut when it takes too long, counted, and its failures kept to the field.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

from strawberry.extensions import FieldExtension

from core.errors import Refused
from core.plugin.errors import PLUGIN_DISABLED, PLUGIN_FAILED, HookFailed
from core.plugin.runner import HookRunner
from schema.context import Info
from schema.data.selects import PLACE
from schema.data.switched import anywhere, switches

Resolver = Callable[..., Any]


class Gate(FieldExtension):
    """`plugin` owns the field; `what` names it to operators, like `Case.legalReferral`."""

    def __init__(self, plugin: str, what: str) -> None:
        self.plugin, self.what = plugin, what

    async def watched(self, info: Info, work: Awaitable[Any]) -> Any:
        """What the plug-in answers. Raises what it refuses, and PLUGIN_FAILED for whatever else goes wrong."""
        try:
            return await _runner(info).watched(self.plugin, self.what, work)
        except HookFailed:
            raise Refused(PLUGIN_FAILED, plugin=self.plugin) from None

    def demand(self, info: Info) -> None:
        """Raises PLUGIN_DISABLED where it is on in none of the viewer's districts."""
        if not anywhere(info.context.viewer, self.plugin):
            raise Refused(PLUGIN_DISABLED, plugin=self.plugin)


class ObjectGate(Gate):
    """Before a field of a core object: null where the plug-in is off in the object's district."""

    async def resolve_async(self, next_: Resolver, source: Any, info: Info, **arguments: Any) -> Any:
        """See FieldExtension."""
        if not switches(info.context.viewer).on(self.plugin, source.row[PLACE]):
            return None
        return await self.watched(info, _answer(next_, source, info, arguments))


class ReadGate(Gate):
    """The same before a field that only shows a column of the core's row: nothing of the plug-in runs."""

    def resolve(self, next_: Resolver, source: Any, info: Info, **arguments: Any) -> Any:
        """See FieldExtension."""
        on = switches(info.context.viewer).on(self.plugin, source.row[PLACE])
        return next_(source, info, **arguments) if on else None


class WatchGate(Gate):
    """Before a field of a plug-in's own type, which nobody reaches where the plug-in is off."""

    async def resolve_async(self, next_: Resolver, source: Any, info: Info, **arguments: Any) -> Any:
        """See FieldExtension."""
        return await self.watched(info, _answer(next_, source, info, arguments))


class RootGate(Gate):
    """Before a query or mutation."""

    async def resolve_async(self, next_: Resolver, source: Any, info: Info, **arguments: Any) -> Any:
        """See FieldExtension."""
        self.demand(info)
        return await self.watched(info, _answer(next_, source, info, arguments))


class StreamGate(Gate):
    """Before a subscription: asked when it begins, and again before each event; an event may take its time to come."""

    async def resolve_async(self, next_: Resolver, source: Any, info: Info, **arguments: Any) -> AsyncIterator[Any]:
        """See FieldExtension."""
        self.demand(info)
        return self._events(info, await self.watched(info, _answer(next_, source, info, arguments)))

    async def _events(self, info: Info, events: AsyncGenerator[Any]) -> AsyncIterator[Any]:
        run = _runner(info)
        async with aclosing(events):
            while True:
                try:
                    event = await run.waited_for(self.plugin, self.what, anext(events))
                except StopAsyncIteration:
                    return
                except HookFailed:
                    raise Refused(PLUGIN_FAILED, plugin=self.plugin) from None
                self.demand(info)
                yield event


def _runner(info: Info) -> HookRunner:
    return info.context.services.plugins.run


async def _answer(next_: Resolver, source: Any, info: Info, arguments: dict[str, Any]) -> Any:
    found = next_(source, info, **arguments)
    while isawaitable(found):  # a declared field is an ordinary function that may answer an awaitable
        found = await found
    return found
