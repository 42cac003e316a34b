"""Following the outage notices of a district."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Annotated, TypeAlias
from uuid import UUID

import strawberry

from plugins.utility_queues.schema.places import place, touches
from plugins.utility_queues.schema.types.outages import UtilityOutageNotice
from plugins.utility_queues.tables import outage
from plugins.utility_queues.vocabulary import NoticeState
from schema.api import Info, Order, Window, data, follow, page, subscription

Notices: TypeAlias = Sequence[UtilityOutageNotice]

LATEST = Order((outage.c.at, outage.c.id), descending=True)
WHOLE = Window(size=100, after=None, before=None, backward=False)
"""More notices than stand in one place at a time."""

At = Annotated[str, strawberry.argument(description="The place, by code.\n区划代码")]


@strawberry.type(description="Outage notices that are new or have changed.\n停供通知更新")
class UtilityOutageUpdate:
    """The first one holds what stands, and may hold nothing."""

    current: bool = strawberry.field(description="Whether this is all that stands, and no change.\n是否为当前全量")
    notices: list[UtilityOutageNotice] = strawberry.field(
        description="What stands or, later, what was published, changed or ended.\n停供通知"
    )


@strawberry.type
class UtilitySubscriptions:
    """Root fields."""

    @subscription("The outage notices that stand in a place, then each change.\n停供通知订阅")
    async def utility_outage_notices(self, info: Info, district: At) -> AsyncGenerator[UtilityOutageUpdate, None]:
        """Raises NOT_FOUND, or PLUGIN_DISABLED where the plug-in is off."""

        async def standing() -> Notices:
            path = (await place(info, district))["path"]
            where = [touches(path), outage.c.state == NoticeState.PUBLISHED.value]
            found = await page(info, UtilityOutageNotice, LATEST, WHOLE, where=where)
            return [edge.node for edge in found.edges]

        known: Mapping[UUID, int] | None = None
        async for notices in follow(info, standing, told_apart_by=_versions):
            fresh = notices if known is None else await _changed(info, notices, known)
            yield UtilityOutageUpdate(current=known is None, notices=list(fresh))
            known = _versions(notices)


def _versions(notices: Notices) -> Mapping[UUID, int]:
    return {one.row["id"]: one.row["version"] for one in notices}


async def _changed(info: Info, notices: Notices, known: Mapping[UUID, int]) -> Notices:
    """Those that are new or have another version, and those that stand no longer."""
    fresh = [one for one in notices if known.get(one.row["id"]) != one.row["version"]]
    gone = known.keys() - _versions(notices).keys()
    ended = [await data.by_id(info, UtilityOutageNotice, id_) for id_ in sorted(gone)]
    return [*fresh, *(one for one in ended if one is not None)]
