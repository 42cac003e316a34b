"""Work queues as those who read them, and those who look after them, see them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import strawberry
from strawberry.dataloader import DataLoader

from core.db.read import Row
from core.events.alarms import Alarm, alarms
from core.events.queues import Lag, head, lag
from core.events.unpark import Parked, parked
from schema.cases.types import Case
from schema.context import Info, RequestContext
from schema.data import fields as data
from schema.decorators import field
from schema.enums import described
from schema.events.types import CaseEvent
from schema.scalars import BigInt
from schema.units.types import Unit

SHOWN = 200


class LagLevel(StrEnum):
    """How bad it is that a consumer is behind."""

    WARN = "WARN"
    PAGE = "PAGE"


described(
    LagLevel,
    "QueueLagLevel",
    "How bad it is that a consumer is behind.\n滞后等级",
    {"WARN": "To be looked at · 预警", "PAGE": "The duty desk telephones · 告警"},
)


@strawberry.type(description="How far one consumer of a queue is.\n队列消费者")
class QueueConsumer:
    """Only an acknowledgement counts as received, never a delivery."""

    lag: strawberry.Private[Lag]

    @field("Its name; null while nobody has ever acknowledged anything.\n消费者名称")
    def name(self) -> str | None:
        """As it acknowledges."""
        return self.lag.consumer or None

    @field("The last position it has acknowledged.\n已确认位置")
    def acked(self) -> BigInt:
        """Everything up to it."""
        return BigInt(self.lag.acked)

    @field("Entries it has not acknowledged.\n未确认事件数")
    def lag_rows(self) -> BigInt:
        """From its position to the head."""
        return BigInt(self.lag.rows)

    @field("How long the first of them has waited, in seconds.\n最早未确认事件等待秒数")
    def lag_seconds(self) -> float:
        """By the database's clock."""
        return self.lag.seconds

    @field("How bad that is; null while it is well.\n滞后等级（正常时为空）")
    def level(self) -> LagLevel | None:
        """By the queue's thresholds."""
        return LagLevel(self.lag.level) if self.lag.level else None


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


@strawberry.type(description="A consumer fell behind: a task of the duty desk.\n队列滞后告警")
class QueueAlarm:
    """It stands until the consumer has caught up."""

    alarm: strawberry.Private[Alarm]

    @field("Its id.\n告警标识")
    def id(self) -> strawberry.ID:
        """The same as long as it stands."""
        return strawberry.ID(str(self.alarm.id))

    @field("The queue's name.\n队列名称")
    def queue(self) -> str:
        """As every other field asks for it."""
        return self.alarm.queue

    @field("Whose; null if nobody has ever acknowledged anything.\n消费者名称")
    def consumer(self) -> str | None:
        """As it acknowledges."""
        return self.alarm.consumer or None

    @field("How bad.\n滞后等级")
    def level(self) -> LagLevel:
        """WARN or PAGE."""
        return LagLevel(self.alarm.level)

    @field("How many entries it was behind then.\n当时未确认事件数")
    def rows(self) -> BigInt:
        """When it was raised."""
        return BigInt(self.alarm.rows)

    @field("How many seconds it was behind then.\n当时滞后秒数")
    def seconds(self) -> int:
        """When it was raised."""
        return self.alarm.seconds

    @field("Since when.\n告警时间")
    def raised_at(self) -> datetime:
        """By the server's clock."""
        return self.alarm.raised_at


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
        found = await _lags(info.context).load(self.name_)
        return [QueueConsumer(lag=one) for one in found[:SHOWN]]

    @field("What is parked or delayed, the first at most 200.\n搁置或延后的事件（最多 200 个）")
    async def parked(self, info: Info) -> list[ParkedEvent]:
        """In the order of the queue."""
        found = await parked(info.context.read, self.name_)
        return [ParkedEvent(parked=one) for one in found[:SHOWN]]

    @field("The alarms that stand, the oldest at most 200.\n未解除的告警（最多 200 个）")
    async def alarms(self, info: Info) -> list[QueueAlarm]:
        """The oldest first."""
        found = await _alarms(info.context).load(self.name_)
        return [QueueAlarm(alarm=one) for one in found[:SHOWN]]

    @property
    def name_(self) -> str:
        """The name, for the resolvers."""
        return str(self.row["name"])


def _lags(context: RequestContext) -> DataLoader[str, list[Lag]]:
    async def load(names: list[str]) -> Sequence[list[Lag]]:
        found = await lag(context.read, names[0] if len(names) == 1 else None)
        return [[one for one in found if one.queue == name] for name in names]

    return context.loaders.of("queue lag", load)


def _alarms(context: RequestContext) -> DataLoader[str, list[Alarm]]:
    async def load(names: list[str]) -> Sequence[list[Alarm]]:
        found = await alarms(context.read)
        return [[one for one in found if one.queue == name] for name in names]

    return context.loaders.of("queue alarms", load)


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
