"""unparkQueue (恢复搁置的队列事件): a parked event is handed out again."""

from dataclasses import dataclass
from uuid import UUID

import strawberry

from core.access.viewer import Viewer
from core.db.uow import UnitOfWork
from core.errors import NotFound
from core.events.unpark import unpark
from schema.attachments.run import run
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.errors import UserError
from schema.scalars import BigInt


@dataclass(frozen=True, slots=True)
class UnparkQueue:
    """Which event of which queue."""

    queue: str
    event_id: UUID


@dataclass(frozen=True, slots=True)
class _Moved:
    positions: tuple[int, ...]


@strawberry.input(description="Hand out a parked event of a work queue again.\n恢复搁置的队列事件")
class UnparkQueueInput:
    """A second time there is nothing parked, so there is no key."""

    queue: str = strawberry.field(description="The queue's name.\n队列名称")
    event_id: strawberry.ID = strawberry.field(description="The event's id.\n事件标识")

    def command(self) -> UnparkQueue:
        """As the command takes it. Raises NotFound for what cannot be an event's id."""
        try:
            return UnparkQueue(self.queue, UUID(self.event_id))
        except ValueError:
            raise NotFound(field=("input", "eventId")) from None


@strawberry.type(description="What unparkQueue answers.\n恢复结果")
class UnparkQueuePayload:
    """The later events of the case follow the one that was parked, in their order."""

    positions: list[BigInt] | None = strawberry.field(
        description="Their new places at the end of the queue; null when refused.\n新的队列位置"
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.type
class UnparkQueueMutation:
    """Root field."""

    @mutation("Hand out a parked event, and its case's behind it, again.\n恢复搁置的队列事件")
    async def unpark_queue(self, info: Info, input: Input[UnparkQueueInput]) -> UnparkQueuePayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, _unpark, input.command)
        if isinstance(done, list):
            return UnparkQueuePayload(positions=None, user_errors=done)
        return UnparkQueuePayload(positions=[BigInt(one) for one in done.positions], user_errors=[])


async def _unpark(uow: UnitOfWork, viewer: Viewer, input: UnparkQueue) -> _Moved:
    return _Moved(tuple(await unpark(uow, viewer, input.queue, input.event_id)))
