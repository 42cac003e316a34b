"""nackQueue (报告队列事件处理失败): one event could not be taken."""

from dataclasses import dataclass

import strawberry

from core.access.viewer import Viewer
from core.cases.outcome import Outcome
from core.db.uow import UnitOfWork
from core.events.acknowledge import nack
from core.events.queues import entries
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError
from schema.inputs import Idempotent
from schema.mutation import run
from schema.queues.items import QueueEvent
from schema.relay.windows import given


@dataclass(frozen=True, slots=True)
class NackQueue:
    """Which entry failed, why, and after how many seconds it is wanted again."""

    queue: str
    cursor: str
    reason: str
    retry_after: int | None


@strawberry.input(description="Report that an event of a work queue cannot be taken.\n报告队列事件处理失败")
class NackQueueInput(Idempotent):
    """The fifth time parks the event, and the later ones of its case behind it."""

    queue: str = strawberry.field(description="The queue's name.\n队列名称")
    cursor: str = strawberry.field(description="Of the event itself.\n该事件的游标")
    reason: str = strawberry.field(
        description="A code or a short sentence without personal data, at most 200 characters.\n"
        "失败原因（不含个人信息，最多 200 字）"
    )
    retry_after_seconds: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="It comes again after so many seconds, 1 to 3600, with the later events of its case behind it, at the end "
        "of the queue; without it, when you come back.\n再次投递的间隔秒数（1–3600，默认下次订阅时）",
    )

    def command(self) -> NackQueue:
        """See CommandInput."""
        return NackQueue(self.queue, self.cursor, self.reason, given(self.retry_after_seconds))


@strawberry.type(description="What nackQueue answers.\n报告结果")
class NackQueuePayload:
    """The entry as it stands then."""

    entry: QueueEvent | None = strawberry.field(description="The entry; null when refused.\n队列条目")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class NackQueueMutation:
    """Root field."""

    @mutation("Say that an event of a work queue cannot be taken.\n报告队列事件处理失败")
    async def nack_queue(self, info: Info, input: Input[NackQueueInput]) -> NackQueuePayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, nack_queue, input)
        if isinstance(done, list):
            return NackQueuePayload(entry=None, user_errors=done)
        # The outcome's version is the place: it holds too when an earlier call is answered again.
        found = await entries(info.context.read, input.queue, done.version - 1, 1)
        kept = [QueueEvent(entry=one) for one in found if one.qpos == done.version]
        return NackQueuePayload(entry=kept[0] if kept else None, user_errors=[])


async def nack_queue(uow: UnitOfWork, viewer: Viewer, input: NackQueue) -> Outcome:
    """The case and the event that could not be taken, and the place in the queue. Raises as `nack` does."""
    done = await nack(uow, viewer, input.queue, input.cursor, input.reason, input.retry_after)
    return Outcome(done.event.case_id, done.event.id, done.qpos)
