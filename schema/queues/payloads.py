"""What mutations on a work queue itself answer."""

from typing import TypeVar

import strawberry

from core.events.queue_access import queues_of
from schema.context import Info
from schema.errors import UserError
from schema.inputs import CommandInput
from schema.mutation import Command, run
from schema.queues.types import WorkQueue


@strawberry.type
class WorkQueuePayload:
    """Inherited by payloads of mutations on a work queue."""

    queue: WorkQueue | None = strawberry.field(description="The queue as it is now; null when refused.\n工作队列")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


I = TypeVar("I")  # noqa: E741 - the input
P = TypeVar("P", bound=WorkQueuePayload)


async def answer(payload: type[P], info: Info, command: Command[I], input: CommandInput[I]) -> P:
    """Run the command; the payload tells the queue as it is then, or why it was refused."""
    done = await run(info, command, input)
    if isinstance(done, list):
        return payload(queue=None, user_errors=done)
    rows = await queues_of(info.context.read, info.context.viewer)
    row = next((one for one in rows if one["id"] == done.object_id), None)
    return payload(queue=WorkQueue(row=row) if row else None, user_errors=[])
