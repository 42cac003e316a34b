"""How a plug-in is, and how far its after-effects have come."""

from enum import StrEnum

import strawberry

from core.plugin.letters import Lag
from schema.enums import described


class HealthStatus(StrEnum):
    """How a plug-in finds itself."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


described(
    HealthStatus,
    "PluginHealthStatus",
    "How a plug-in finds itself.\n插件健康状况",
    {
        "OK": "As it should be · 正常",
        "DEGRADED": "Works, with something missing · 降级",
        "FAILED": "Does not work · 故障",
    },
)


@strawberry.type(description="How a plug-in is.\n插件健康状况")
class PluginHealth:
    """As it says itself, or as it failed to."""

    status: HealthStatus = strawberry.field(description="In one word.\n状况")
    detail: str | None = strawberry.field(description="For whoever may switch plug-ins.\n说明（限可启停插件者查看）")


@strawberry.type(description="How far a plug-in is behind the event log.\n插件处理进度")
class PluginLag:
    """What its after-effects still have before them."""

    rows: int = strawberry.field(description="Positions of the log not yet read.\n未读事件数")
    seconds: float = strawberry.field(description="How long the first of them has waited.\n最早未读事件等待秒数")
    waiting: int = strawberry.field(description="Effects waiting for another try.\n等待重试数")
    dead_letters: int = strawberry.field(description="Effects given up, for an operator to replay.\n死信数")

    @classmethod
    def of(cls, lag: Lag) -> "PluginLag":
        """The same for callers."""
        return cls(rows=lag.rows, seconds=lag.seconds, waiting=lag.waiting, dead_letters=lag.dead)
