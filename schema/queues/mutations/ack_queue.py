"""ackQueue (确认队列事件): everything up to a cursor is done."""

import strawberry

from core.access.viewer import Viewer
from core.db.uow import UnitOfWork
from core.events.acknowledge import Acked, ack
from schema.attachments.run import run
from schema.cases.inputs import Input, optional
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError
from schema.queues.access import consumer_of
from schema.queues.stream import ACKS
from schema.scalars import BigInt


@strawberry.input(description="Acknowledge events of a work queue.\n确认队列事件")
class AckQueueInput:
    """Doing it again does no harm, so there is no key."""

    queue: str = strawberry.field(description="The queue's name.\n队列名称")
    cursor: str = strawberry.field(
        description="Of the last event you have taken, and all before it.\n最后处理事件的游标"
    )
    consumer: str | None = optional("The name under which you acknowledge; your account's without it.\n消费者名称")


@strawberry.type(description="What ackQueue answers.\n确认结果")
class AckQueuePayload:
    """Acknowledgements never go back: `acked` may be further than the cursor."""

    acked: BigInt | None = strawberry.field(description="How far you have acknowledged; null when refused.\n已确认位置")
    head: BigInt | None = strawberry.field(description="The queue's last position; null when refused.\n队列末位置")
    lag: BigInt | None = strawberry.field(description="How many events are left; null when refused.\n未确认事件数")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class AckQueueMutation:
    """Root field."""

    @mutation("Acknowledge the events of a work queue up to a cursor.\n确认队列事件", weight=20)
    async def ack_queue(self, info: Info, input: Input[AckQueueInput]) -> AckQueuePayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, _ack, lambda: input)
        if isinstance(done, list):
            return AckQueuePayload(acked=None, head=None, lag=None, user_errors=done)
        info.context.services.bus.strike(ACKS)
        return AckQueuePayload(
            acked=BigInt(done.acked), head=BigInt(done.head), lag=BigInt(done.head - done.acked), user_errors=[]
        )


async def _ack(uow: UnitOfWork, viewer: Viewer, input: AckQueueInput) -> Acked:
    return await ack(uow, viewer, input.queue, consumer_of(viewer, input.consumer), input.cursor)
