"""Work queues as those who read them, and those who look after them, see them."""

from datetime import datetime

import strawberry

from core.db.read import Row
from core.events.queues import head
from core.events.unpark import parked
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.queues.alarms import QueueAlarm, standing
from schema.queues.consumers import QueueConsumer, lags
from schema.queues.parked import ParkedEvent
from schema.scalars import BigInt
from schema.units.types import Unit

SHOWN = 200


@strawberry.type(description="A queue of events for a unit's system, or a plug-in's desk.\n工作队列")
class WorkQueue:
    """Known by its name."""

    row: strawberry.Private[Row]

    @field("Its name, such as `unit:ta-water`.\n队列名称")
    def name(self) -> str:
        """What every other field asks for."""
        return str(self.row["name"])

    @field("Its title.\n队列标题")
    def title(self) -> str:
        """For people."""
        return str(self.row["title"])

    @field("Whose it is; null for a plug-in's.\n所属单位")
    async def unit(self, info: Info) -> Unit | None:
        """The unit whose assignments are queued."""
        return await data.by_id(info, Unit, self.row["unit_id"]) if self.row["unit_id"] else None

    @field("Whether events are queued.\n是否启用")
    def active(self) -> bool:
        """A closed one can still be read."""
        return bool(self.row["active"])

    @field("A consumer this many seconds behind is a warning.\n预警秒数")
    def warn_seconds(self) -> int:
        """Threshold."""
        return int(self.row["warn_seconds"])

    @field("A consumer this many seconds behind is a call of the duty desk.\n告警秒数")
    def page_seconds(self) -> int:
        """Threshold."""
        return int(self.row["page_seconds"])

    @field("A consumer this many entries behind is a warning; null for no such number.\n预警件数（可不设）")
    def warn_rows(self) -> int | None:
        """Threshold."""
        rows: int | None = self.row["warn_rows"]
        return rows

    @field(
        "A consumer this many entries behind is a call of the duty desk; null for no such number.\n告警件数（可不设）"
    )
    def page_rows(self) -> int | None:
        """Threshold."""
        rows: int | None = self.row["page_rows"]
        return rows

    @field("When it was opened first.\n创建时间")
    def created_at(self) -> datetime:
        """By the server's clock."""
        created: datetime = self.row["created_at"]
        return created

    @field("The last position; 0 while it is empty.\n队列末位置")
    async def head(self, info: Info) -> BigInt:
        """Positions have no gap."""
        last, _ = await head(info.context.read, self.name_)
        return BigInt(last)

    @field("How far its consumers are; at most 200, none of a closed queue.\n消费者进度（最多 200 个）")
    async def consumers(self, info: Info) -> list[QueueConsumer]:
        """By name."""
        found = await lags(info.context).load(self.name_)
        return [QueueConsumer(lag=one) for one in found[:SHOWN]]

    @field("What is parked or delayed, the first at most 200.\n搁置或延后的事件（最多 200 个）")
    async def parked(self, info: Info) -> list[ParkedEvent]:
        """In the order of the queue."""
        found = await parked(info.context.read, self.name_)
        return [ParkedEvent(parked=one) for one in found[:SHOWN]]

    @field("The alarms that stand, the oldest at most 200.\n未解除的告警（最多 200 个）")
    async def alarms(self, info: Info) -> list[QueueAlarm]:
        """The oldest first."""
        found = await standing(info.context).load(self.name_)
        return [QueueAlarm(alarm=one) for one in found[:SHOWN]]

    @property
    def name_(self) -> str:
        """The name, for the resolvers."""
        return str(self.row["name"])


@strawberry.type(description="What both sides must agree on about a stretch of a queue.\n队列对账摘要")
class QueueDigest:
    """Start with `before`; for each event take SHA-256 of it, qpos in eight bytes, the id in sixteen, and the event's digest."""

    from_qpos: BigInt = strawberry.field(description="The first position.\n起始位置")
    to_qpos: BigInt = strawberry.field(description="The last position.\n结束位置")
    count: BigInt = strawberry.field(description="How many entries these are.\n事件数")
    before: str = strawberry.field(
        description="The chain before the first, in hexadecimal digits; empty at the beginning.\n起始前的链值"
    )
    after: str = strawberry.field(
        description="The chain at the last: what you reckon if you have the same events.\n结束处的链值"
    )
