"""closeWorkQueue (停用工作队列): a unit's events are no longer queued."""

import strawberry

from core.events.open_queue import close_work_queue
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.inputs import Idempotent
from schema.queues.payloads import WorkQueuePayload, answer


@strawberry.input(description="Close a work queue.\n停用工作队列")
class CloseWorkQueueInput(Idempotent):
    """What is in it can still be read."""

    queue: str = strawberry.field(description="The queue's name.\n队列名称")

    def command(self) -> str:
        """See CommandInput."""
        return self.queue


@strawberry.type(description="What closeWorkQueue answers.\n停用结果")
class CloseWorkQueuePayload(WorkQueuePayload):
    """The closed queue."""


@strawberry.type
class CloseWorkQueueMutation:
    """Root field."""

    @mutation("Queue no more events; the log is not kept for it any longer.\n停用工作队列")
    async def close_work_queue(self, info: Info, input: Input[CloseWorkQueueInput]) -> CloseWorkQueuePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(CloseWorkQueuePayload, info, close_work_queue, input)
