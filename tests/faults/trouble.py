"""Plug-ins that fail in one place each, in each of the ways something can fail, made without files."""

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, literal_column

from core.plugin.host import PluginHost
from schema import hookspecs
from schema.api import Case, GraphQLContribution, TypeExtension, data, field
from tests.core.plugin.making import load, plugin

SECRET = "13812345678"
"""A citizen's number, which no caller may be told."""

HOW = ("raises", "hangs", "nonsense")
PLACES = {
    "check_transitions": '["370902"]',
    "route_case": '["370904"]',
    "propose_deadline": '["370905"]',
    "during_case_event": '["370911"]',
    "after_case_event": '["370921"]',
    "graphql_contribution": '["370923"]',
    "case_filter": '["370982"]',
    "district_enabled": "[]",
    "district_disabled": '["370983"]',
    "each_minute": '["370983"]',
    "health": '["370983"]',
}
"""Where the plug-in is on whose hook fails; in the city itself none is."""


def name_of(hook: str) -> str:
    """The plug-in whose hook fails."""
    return f"bad_{hook}"


class Mended:
    """What has been mended does not fail any more."""

    def __init__(self) -> None:
        self.hooks: set[str] = set()


def troubled(how: str, mended: Mended) -> PluginHost:
    """A host of them all."""
    tables = (
        f'[plugins.{name_of(hook)}]\ndistricts = {where}\non_failure = "skip"\ntimeout_ms = 200'
        for hook, where in PLACES.items()
    )
    return load("\n".join(["api = 1", *tables]), *(_plugin(hook, how, mended) for hook in PLACES), specs=(hookspecs,))


def _plugin(hook: str, how: str, mended: Mended) -> ModuleType:
    special = {"graphql_contribution": graphql_contribution, "case_filter": _filter(how)}
    function = special.get(hook) or _breaking(hook, how, mended)
    return plugin(name_of(hook), function, listens=frozenset({"registerCase"}))


def _breaking(hook: str, how: str, mended: Mended) -> Callable[[], Any]:
    async def broken() -> object:
        return None if hook in mended.hooks else await _fail(how)

    broken.__name__ = hook
    return broken


def _filter(how: str) -> Callable[[], Any]:
    """One that hangs there is not; instead the database does not understand it."""

    def case_filter() -> ColumnElement[bool]:
        if how == "raises":
            raise KeyError(SECRET)
        return literal_column("no_such_column") if how == "hangs" else SECRET  # type: ignore[return-value]

    return case_filter


async def _fail(how: str) -> object:
    if how == "raises":
        raise KeyError(SECRET)
    if how == "hangs":
        await asyncio.Event().wait()
    return SECRET


@data.extension(Case)
class TroubleFields:
    """A field for each way, and one that works."""

    @field("Works.\n正常")
    async def trouble_fine(self) -> str | None:
        return "fine"

    @field("Raises.\n故障")
    async def trouble_raises(self) -> int | None:
        raise KeyError(SECRET)

    @field("Hangs.\n超时")
    async def trouble_hangs(self) -> int | None:
        return await asyncio.Event().wait() and None

    @field("Is no number.\n答非所问")
    async def trouble_nonsense(self) -> int | None:
        return SECRET + "x"  # type: ignore[return-value]


@strawberry.type
class TroubleQueries:
    """The same among the root fields."""

    @field("Raises.\n故障")
    async def trouble_root_raises(self) -> int | None:
        raise KeyError(SECRET)

    @field("Hangs.\n超时")
    async def trouble_root_hangs(self) -> int | None:
        return await asyncio.Event().wait() and None

    @field("Is no number.\n答非所问")
    async def trouble_root_nonsense(self) -> int | None:
        return SECRET + "x"  # type: ignore[return-value]


def graphql_contribution() -> GraphQLContribution:
    """All of them."""
    return GraphQLContribution(queries=(TroubleQueries,), extensions=(TypeExtension("Case", TroubleFields),))
