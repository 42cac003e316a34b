"""Events that wait until somebody unparks them."""

from datetime import datetime

import strawberry

from core.events.unpark import Parked
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.events.types import CaseEvent
from schema.scalars import BigInt


@strawberry.type(description="An event that a queue's consumers could not take.\n搁置的事件")
class ParkedEvent:
    """It waits, and the later ones of its case behind it, for its time or until somebody unparks it."""

    parked: strawberry.Private[Parked]

    @field("Its place.\n队列位置")
    def qpos(self) -> BigInt:
        """Where it stood when it failed."""
        return BigInt(self.parked.qpos)

    @field("The event's id, for `unparkQueue`.\n事件标识")
    def event_id(self) -> strawberry.ID:
        """As the event itself has it."""
        return strawberry.ID(str(self.parked.event_id))

    @field("How often it failed: reported, or handed out first without an acknowledgement.\n失败次数")
    def attempts(self) -> int:
        """Five park it."""
        return self.parked.attempts

    @field(
        "What the consumer said last; NOT_ACKNOWLEDGED and its name, if it came back for it again and again.\n失败原因"
    )
    def reason(self) -> str:
        """In the consumer's words, or ours."""
        return self.parked.reason

    @field("When it failed last.\n最后失败时间")
    def at(self) -> datetime:
        """By the server's clock."""
        return self.parked.at

    @field("When it comes again by itself; null if it waits for `unparkQueue`.\n再次投递时间（待恢复时为空）")
    def retry_at(self) -> datetime | None:
        """As its consumer asked for."""
        return self.parked.retry_at

    @field("The case, if you may know of the event.\n工单（不可见时为空）")
    async def case(self, info: Info) -> Case | None:
        """With the rights of the viewer."""
        seen = await data.by_id(info, CaseEvent, self.parked.event_id)
        return await data.by_id(info, Case, self.parked.case_id) if seen else None
