"""changeWorkQueue (调整工作队列): what a queue is called, and when a consumer that is behind is an alarm."""

import strawberry

from core.events.change_queue import ChangeWorkQueue, change_work_queue
from schema.cases.inputs import Input, optional
from schema.context import Info
from schema.decorators import mutation
from schema.inputs import Idempotent
from schema.queues.payloads import WorkQueuePayload, answer


@strawberry.input(description="Change a work queue.\n调整工作队列")
class ChangeWorkQueueInput(Idempotent):
    """What is absent or null stays as it is."""

    queue: str = strawberry.field(description="The queue's name.\n队列名称")
    title: str | None = optional("Its title, at most 200 characters.\n标题（最多 200 字）")
    warn_seconds: int | None = optional("A consumer this many seconds behind is a warning.\n预警秒数")
    page_seconds: int | None = optional("And this many, a call of the duty desk.\n告警秒数")
    warn_rows: int | None = optional("So many entries behind, too; 0 for no such number.\n预警件数（0 表示不设）")
    page_rows: int | None = optional("And this many, a call; 0 for no such number.\n告警件数（0 表示不设）")

    def command(self) -> ChangeWorkQueue:
        """See CommandInput."""
        return ChangeWorkQueue(
            queue=self.queue,
            title=self.title,
            warn_seconds=self.warn_seconds,
            page_seconds=self.page_seconds,
            warn_rows=self.warn_rows,
            page_rows=self.page_rows,
        )


@strawberry.type(description="What changeWorkQueue answers.\n调整结果")
class ChangeWorkQueuePayload(WorkQueuePayload):
    """The changed queue; alarms follow within ten seconds."""


@strawberry.type
class ChangeWorkQueueMutation:
    """Root field."""

    @mutation("Change a work queue's title and thresholds.\n调整工作队列")
    async def change_work_queue(self, info: Info, input: Input[ChangeWorkQueueInput]) -> ChangeWorkQueuePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ChangeWorkQueuePayload, info, change_work_queue, input)
