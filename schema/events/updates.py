"""What a follower of cases is told."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

import strawberry

from core.events.logged import LoggedEvent
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.events.cloud import CloudEvent
from schema.relay.connections import shown
from schema.streams.resync import Reason

SHOWN = 100


@strawberry.type(description="The cases as they are at one moment.\n工单现状")
class CaseEventsNow:
    """The first answer, unless the subscriber goes on from a cursor; and again when it cannot."""

    cursor: str = strawberry.field(description="What happens from here on follows.\n游标")
    cases: list[Case] = strawberry.field(
        description="Those you asked for, newest first, at most 100.\n工单（最新登记在前，最多 100 件）"
    )
    resync: Reason | None = strawberry.field(
        description="Set when you gave a cursor from which one cannot go on.\n无法从所给游标继续的原因"
    )
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @field("How many there are; 1001 stands for more than 1000.\n总数")
    async def total(self) -> int:
        """Counted for who asks."""
        return shown(await self.count())


@strawberry.type(description="Something that happened to a case.\n工单事件")
class CaseEventUpdate:
    """Only what you may know of is told, as your rights are at that moment."""

    logged: strawberry.Private[LoggedEvent]

    @field("Go on from here after an interruption.\n游标")
    def cursor(self) -> str:
        """Opaque."""
        return self.logged.cursor

    @field("What happened.\n事件")
    def event(self) -> CloudEvent:
        """Ids, codes and field names."""
        return CloudEvent.of(self.logged.event)

    @field("The case as it is now; null where it is hidden from you.\n工单")
    async def case(self, info: Info) -> Case | None:
        """With the rights of the moment in which it is handed out."""
        return await data.by_id(info, Case, self.logged.event.case_id)


CaseEventItem: TypeAlias = Annotated[
    CaseEventsNow | CaseEventUpdate,
    strawberry.union("CaseEventItem", description="What a follower of cases is told.\n工单订阅消息"),
]
