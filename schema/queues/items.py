"""What a work queue says: events, signs of life, and that history is not what the reader takes it for."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from core.events.cursors import Fork
from core.events.queues import Entry, EntryState
from core.plugin.views import CaseEvent as Happened
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.enums import described
from schema.events.cloud import CloudEvent
from schema.events.types import CaseEvent
from schema.scalars import BigInt
from schema.streams.resync import Reason

described(
    EntryState,
    "QueueEntryState",
    "Whether a queue's entry can be taken.\n队列条目状态",
    {
        "READY": "To be taken · 可处理",
        "DELAYED": "Failed, and comes again at the time its consumer asked for · 已延后",
        "PARKED": "Failed too often, waits for an operator · 已搁置",
        "BEHIND": "Waits behind a parked or delayed entry of its case · 因同案搁置或延后而等待",
        "MOVED": "Was parked or delayed and stands at a later place since · 已移至后面的位置",
    },
)


@strawberry.type(description="One place of a work queue.\n队列事件")
class QueueEvent:
    """Acknowledge it by its cursor, which stands for everything before it."""

    entry: strawberry.Private[Entry]

    @field("The place after this event: acknowledge with it, go on from it.\n游标")
    def cursor(self) -> str:
        """Opaque."""
        return self.entry.cursor

    @field("Its place: 1, 2, 3 … without a gap, whatever you may see.\n队列位置（连续）")
    def qpos(self) -> BigInt:
        """A reader that misses one has lost something."""
        return BigInt(self.entry.qpos)

    @field("The event's id, also where the event itself is not told: reckon a digest with it.\n事件标识（始终给出）")
    def event_id(self) -> strawberry.ID:
        """As the event has it: keep it to recognise a repeat."""
        return strawberry.ID(str(self.entry.event_id))

    @field("Whether it can be taken.\n条目状态")
    def state(self) -> EntryState:
        """What is not ready is passed by, and acknowledged with the rest."""
        return self.entry.state

    @field("How often it was reported as failed.\n失败次数")
    def attempts(self) -> int:
        """Five park it."""
        return self.entry.attempts

    @field("When it comes again, at the end of the queue; null unless it is delayed.\n再次投递时间（未延后时为空）")
    def retry_at(self) -> datetime | None:
        """As its consumer asked for."""
        return self.entry.retry_at

    @field("SHA-256 of the event, of which `queueDigest` is made.\n事件摘要（SHA-256）")
    def digest(self) -> str:
        """In hexadecimal digits."""
        return self.entry.digest.hex()

    @field("What happened; null where it is not ready, and where you may not know of it.\n事件（不可见时为空）")
    async def event(self, info: Info) -> CloudEvent | None:
        """Asked with the rights of the moment in which it is handed out."""
        told = await self._told(info)
        return CloudEvent.of(told) if told else None

    @field("The case as it is now; null where the event is, or the case is hidden from you.\n工单（不可见时为空）")
    async def case(self, info: Info) -> Case | None:
        """As far as the viewer of now may see it."""
        told = await self._told(info)
        return await data.by_id(info, Case, told.case_id) if told else None

    async def _told(self, info: Info) -> Happened | None:
        happened = self.entry.event
        if happened is None or self.entry.state is not EntryState.READY:
            return None
        return happened if await data.by_id(info, CaseEvent, happened.id) else None


@strawberry.type(description="A sign of life.\n心跳")
class QueueHeartbeat:
    """Once at the beginning and every ten seconds in which there is nothing else to say."""

    head: BigInt = strawberry.field(description="The queue's last position.\n队列末位置")
    acked: BigInt = strawberry.field(description="How far you have acknowledged.\n已确认位置")
    server_time: datetime = strawberry.field(description="The server's time.\n服务器时间")


@strawberry.type(description="The stream goes on from elsewhere than its cursor.\n重新同步")
class QueueResync:
    """Events after it may be known already: recognise them by their ids."""

    from_qpos: BigInt = strawberry.field(description="Events after this position follow.\n从该位置之后继续")
    reason: Reason = strawberry.field(description="Why.\n原因")

    @classmethod
    def of(cls, fork: Fork) -> "QueueResync":
        """The same for callers."""
        return cls(from_qpos=BigInt(fork.from_qpos), reason=fork.reason)


QueueItem: TypeAlias = Annotated[
    QueueEvent | QueueHeartbeat | QueueResync,
    strawberry.union("QueueItem", description="What a work queue says.\n队列消息"),
]
