"""openWorkQueue (启用工作队列): a unit's events are queued for its system from now on."""

import strawberry

from core.events.open_queue import OpenWorkQueue, open_work_queue
from core.events.thresholds import PAGE_SECONDS, WARN_SECONDS
from schema.cases.inputs import Input, optional, optional_key
from schema.context import Info
from schema.decorators import mutation
from schema.inputs import Idempotent
from schema.queues.payloads import WorkQueuePayload, answer


@strawberry.input(description="Open a work queue, or a closed one again.\n启用工作队列")
class OpenWorkQueueInput(Idempotent):
    """For a unit or, by name, for the desk of a plug-in."""

    unit_id: strawberry.ID | None = optional("The unit whose assignments are queued.\n承办单位")
    name: str | None = optional("`<plug-in>:<name>`, where it is no unit's.\n队列名称（插件队列）")
    title: str | None = optional("Its title, at most 200 characters; the unit's name without it.\n标题（最多 200 字）")
    warn_seconds: int = strawberry.field(
        default=WARN_SECONDS, description="A consumer this many seconds behind is a warning.\n预警秒数"
    )
    page_seconds: int = strawberry.field(
        default=PAGE_SECONDS, description="And this many, a call of the duty desk.\n告警秒数"
    )
    warn_rows: int | None = optional("So many entries behind, too; no number without it.\n预警件数")
    page_rows: int | None = optional("And this many, a call; no number without it.\n告警件数")

    def command(self) -> OpenWorkQueue:
        """See CommandInput."""
        return OpenWorkQueue(
            unit_id=optional_key(self.unit_id, "unit", "unitId"),
            name=self.name,
            title=self.title,
            warn_seconds=self.warn_seconds,
            page_seconds=self.page_seconds,
            warn_rows=self.warn_rows,
            page_rows=self.page_rows,
        )


@strawberry.type(description="What openWorkQueue answers.\n启用结果")
class OpenWorkQueuePayload(WorkQueuePayload):
    """The open queue."""


@strawberry.type
class OpenWorkQueueMutation:
    """Root field."""

    @mutation("Queue a unit's events for its system.\n启用工作队列")
    async def open_work_queue(self, info: Info, input: Input[OpenWorkQueueInput]) -> OpenWorkQueuePayload:
        """Raises no refusal: it stands in `userErrors`. Every process follows within two seconds."""
        return await answer(OpenWorkQueuePayload, info, open_work_queue, input)
