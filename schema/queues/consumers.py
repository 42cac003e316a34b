"""Who reads a work queue, and how far behind he is."""

from collections.abc import Sequence
from enum import StrEnum

import strawberry
from strawberry.dataloader import DataLoader

from core.events.queues import Lag, lag
from schema.context import RequestContext
from schema.decorators import field
from schema.enums import described
from schema.scalars import BigInt


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


def lags(context: RequestContext) -> DataLoader[str, list[Lag]]:
    """How far the consumers of each queue are, by its name; read once for all queues of a request."""

    async def load(names: list[str]) -> Sequence[list[Lag]]:
        found = await lag(context.read, names[0] if len(names) == 1 else None)
        return [[one for one in found if one.queue == name] for name in names]

    return context.loaders.of("queue lag", load)
