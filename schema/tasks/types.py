"""What waits for somebody."""

from datetime import datetime

import strawberry

from core.cases.life_cycle import Machine
from schema.assignments.types import Assignment
from schema.cases.types import Case
from schema.codes.labels import Code, label
from schema.context import Info
from schema.data import fields as data
from schema.data.types import declared_of
from schema.decorators import field
from schema.queues.alarms import QueueAlarm
from schema.relay.ids import encode
from schema.tasks.find import Waiting


def about(waiting: Waiting) -> strawberry.ID:
    """The global id of the case or assignment that waits."""
    record = Case if waiting.machine is Machine.CASE else Assignment
    return strawberry.ID(encode(declared_of(record).code, waiting.id))


@strawberry.type(description="A case or an assignment that waits for you.\n待办事项")
class Task:
    """It is one as long as any of its verbs is open to you."""

    waiting: strawberry.Private[Waiting]

    @field("The id of what waits: an assignment, or a case.\n待办对象标识")
    def id(self) -> strawberry.ID:
        """It leaves with this id."""
        return about(self.waiting)

    @field("What you are waited for with; plug-ins may still object.\n待执行操作")
    def verbs(self, info: Info) -> list[Code]:
        """In the order of the life cycle."""
        context = info.context
        return [label(context.codes, "verb", verb, context.language) for verb in self.waiting.verbs]

    @field("By when; null if no clock runs.\n到期时间")
    def due_at(self) -> datetime | None:
        """Of the case or the assignment."""
        return self.waiting.due_at

    @field("The case.\n工单")
    async def case(self, info: Info) -> Case | None:
        """With the rights of the moment in which it is handed out."""
        return await data.by_id(info, Case, self.waiting.case_id)

    @field("The assignment, if it is one that waits.\n承办任务")
    async def assignment(self, info: Info) -> Assignment | None:
        """With the rights of the moment in which it is handed out."""
        if self.waiting.machine is Machine.CASE:
            return None
        return await data.by_id(info, Assignment, self.waiting.id)


@strawberry.type(description="What waits for you, or what of it has changed.\n待办更新")
class MyTasksUpdate:
    """The first one holds what waits, and may hold nothing."""

    current: bool = strawberry.field(description="Whether this is what waits, and no change.\n是否为当前全量")
    complete: bool = strawberry.field(
        description="Whether that is everything; else it is what is due first, at most 100.\n是否完整（最多 100 项）"
    )
    tasks: list[Task] = strawberry.field(description="What waits or, later, what is new or has changed.\n待办事项")
    queue_alarms: list[QueueAlarm] = strawberry.field(
        description="All alarms that stand now of work queues you may read or look after, at most 100, in each update.\n"
        "未解除的队列滞后告警（最多 100 个）"
    )
    done: list[strawberry.ID] = strawberry.field(description="What waits for you no longer.\n已不再等待的对象标识")
