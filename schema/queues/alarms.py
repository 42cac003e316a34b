"""Alarms about consumers who fell behind."""

from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry.dataloader import DataLoader

from core.events.alarms import Alarm, alarms
from schema.context import RequestContext
from schema.decorators import field
from schema.queues.consumers import LagLevel
from schema.scalars import BigInt


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


def standing(context: RequestContext) -> DataLoader[str, list[Alarm]]:
    """The alarms that stand for each queue, by its name; read once for all queues of a request."""

    async def load(names: list[str]) -> Sequence[list[Alarm]]:
        found = await alarms(context.read)
        return [[one for one in found if one.queue == name] for name in names]

    return context.loaders.of("queue alarms", load)
