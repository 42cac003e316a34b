"""giveEnterpriseTask (布置协调任务): the lead gives a unit a task."""

from datetime import datetime

import strawberry

from plugins.enterprise_desk.commands.give_task import give_task
from plugins.enterprise_desk.inputs import GiveTask
from plugins.enterprise_desk.schema.on_coordination import OnCoordinationInput
from schema.api import CasePayload, Info, Input, answer, key, mutation, optional


@strawberry.input(description="Give a unit of a coordination a task.\n布置协调任务")
class GiveEnterpriseTaskInput(OnCoordinationInput):
    """Art. 17."""

    unit_id: strawberry.ID = strawberry.field(description="Whose task it is.\n承担单位")
    content: str = strawberry.field(
        description="What is to be done, at most 20,000 characters.\n任务内容（最多 20000 字）"
    )
    due_at: datetime | None = optional("By when.\n完成期限")

    def command(self) -> GiveTask:
        """See CommandInput."""
        return GiveTask(
            **self.subject(),
            unit_id=key(self.unit_id, "unit", "unitId"),
            content=self.content,
            due_at=self.due_at,
        )


@strawberry.type(description="What giveEnterpriseTask answers.\n布置协调任务结果")
class GiveEnterpriseTaskPayload(CasePayload):
    """The case, with the task."""


@strawberry.type
class GiveEnterpriseTaskMutation:
    """Root field."""

    @mutation("Give a unit of a coordination a task (Art. 17).\n布置协调任务")
    async def give_enterprise_task(
        self, info: Info, input: Input[GiveEnterpriseTaskInput]
    ) -> GiveEnterpriseTaskPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(GiveEnterpriseTaskPayload, info, give_task, input)
