"""releaseQueueConsumer (移除队列消费者): a consumer that will not come back is forgotten."""

import strawberry

from core.access.viewer import Viewer
from core.db.uow import UnitOfWork
from core.events.open_queue import release_consumer
from schema.attachments.run import run
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError


@strawberry.input(description="Forget a consumer of a work queue.\n移除队列消费者")
class ReleaseQueueConsumerInput:
    """A second time there is none, so there is no key."""

    queue: str = strawberry.field(description="The queue's name.\n队列名称")
    consumer: str = strawberry.field(description="The consumer's name.\n消费者名称")


@strawberry.type(description="What releaseQueueConsumer answers.\n移除结果")
class ReleaseQueueConsumerPayload:
    """The log is kept for every consumer that has acknowledged once, until it is released."""

    released: bool | None = strawberry.field(description="Whether there was one; null when refused.\n是否已移除")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class ReleaseQueueConsumerMutation:
    """Root field."""

    @mutation("Forget a consumer that will not come back.\n移除队列消费者")
    async def release_queue_consumer(
        self, info: Info, input: Input[ReleaseQueueConsumerInput]
    ) -> ReleaseQueueConsumerPayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, _release, lambda: input)
        if isinstance(done, list):
            return ReleaseQueueConsumerPayload(released=None, user_errors=done)
        return ReleaseQueueConsumerPayload(released=done, user_errors=[])


async def _release(uow: UnitOfWork, viewer: Viewer, input: ReleaseQueueConsumerInput) -> bool:
    return await release_consumer(uow, viewer, input.queue, input.consumer)
