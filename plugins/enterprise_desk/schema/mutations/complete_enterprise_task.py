"""completeEnterpriseTask (完成协调任务): a unit says what came of its task."""

import strawberry

from plugins.enterprise_desk.commands.complete_task import complete_task
from plugins.enterprise_desk.inputs import CompleteTask
from schema.api import CasePayload, Idempotent, Info, Input, answer, key, mutation


@strawberry.input(description="Say what came of a task.\n完成协调任务")
class CompleteEnterpriseTaskInput(Idempotent):
    """Art. 17."""

    task_id: strawberry.ID = strawberry.field(description="The task.\n协调任务")
    outcome: str = strawberry.field(description="A code of `enterprise_desk_task_outcome`.\n完成情况")
    result: str = strawberry.field(description="In words, at most 20,000 characters.\n完成说明（最多 20000 字）")

    def command(self) -> CompleteTask:
        """See CommandInput."""
        return CompleteTask(
            task_id=key(self.task_id, "enterprise_task", "taskId"),
            outcome=self.outcome,
            result=self.result,
        )


@strawberry.type(description="What completeEnterpriseTask answers.\n完成协调任务结果")
class CompleteEnterpriseTaskPayload(CasePayload):
    """The case, with the task done."""


@strawberry.type
class CompleteEnterpriseTaskMutation:
    """Root field."""

    @mutation("Say what came of a task (Art. 17).\n完成协调任务")
    async def complete_enterprise_task(
        self, info: Info, input: Input[CompleteEnterpriseTaskInput]
    ) -> CompleteEnterpriseTaskPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(CompleteEnterpriseTaskPayload, info, complete_task, input)
