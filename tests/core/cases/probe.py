"""A plug-in made for a test of the cases, in a desk's services."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.access.matrix import load_matrix
from core.access.operations import Meaning
from core.access.policy import PluginPolicy
from core.access.viewer import Viewer
from core.cases.verbs import Verb as V
from core.doctor.examine import examine
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


async def case(desk: Desk) -> UUID:
    """A case that was just registered."""
    return (await desk.act(V.REGISTER_CASE)).case_id


async def events(desk: Desk, case_id: UUID) -> list[tuple[int, str, str]]:
    """Version, type and actor of every event of a case."""
    async with desk.office.pool.acquire() as connection:
        rows = await connection.fetch(
            "select case_version, type, actor from case_event where case_id = $1 order by case_version, seq", case_id
        )
    return [tuple(row) for row in rows]


async def unsound(desk: Desk) -> list[str]:
    """What the doctor finds; the desk's files have no content."""
    found = await examine(desk.office.pool)
    return [f"{one.rule.name}: {one.note}" for one in found if one.rule.name != "attachment.complete"]


async def dispatched(desk: Desk) -> tuple[UUID, UUID]:
    """A case and the one assignment it was just dispatched as."""
    case_id = await case(desk)
    await desk.act(V.ACCEPT_CASE, case_id)
    await desk.act(V.DISPATCH_CASE, case_id)
    (part,) = (await desk.facts(case_id)).assignments
    return case_id, part.id
