"""A plug-in made for a test of the cases, in a desk's services."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core.access.matrix import load_matrix
from core.access.operations import Meaning
from core.access.policy import PluginPolicy
from core.access.viewer import Viewer
from core.plugin.host import PluginHost
from tests.core.cases.desk import Desk
from tests.core.plugin.making import EAST, host, plugin

REFER = "probe/refer"


def operations() -> dict[str, Meaning]:
    return {REFER: Meaning("转交", "refer a case")}


POLICY = PluginPolicy("probe", f"p, r:operator, {REFER}, district, NORMAL, allow")


@contextmanager
def probing(desk: Desk, *hooks: Callable[..., Any], on: tuple[str, ...] = (EAST,)) -> Iterator[PluginHost]:
    """The desk's services with a plug-in `probe` of these hooks for the block."""
    services = desk.office.services
    before, services.plugins = services.plugins, host(plugin("probe", operations, *hooks), on=on)
    try:
        yield services.plugins
    finally:
        services.plugins = before


def holding(desk: Desk, role: str) -> Viewer:
    """A person of the desk under the policy with the plug-in's lines."""
    return replace(desk.viewer(role), matrix=load_matrix(plugins=[POLICY]))
