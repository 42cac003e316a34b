"""subDispatch (下派): work is passed down, the unit stays liable."""

from datetime import datetime

import strawberry

from core.cases.commands.sub_dispatch import sub_dispatch
from core.cases.inputs.dispatch import SubDispatch
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, key, optional
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Pass the work down inside the unit's own subtree.\n下派")
class SubDispatchInput(OnAssignmentInput):
    """Art. 7(1), 14."""

    unit_id: strawberry.ID = strawberry.field(description="The unit below that does the work.\n下派单位")
    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n下派说明（最多 2000 字）")
    due_at: datetime | None = optional(
        "By when; as the assignment itself if absent, and never later.\n下派期限（不填则与上级任务相同，且不得晚于上级任务）"
    )

    def command(self) -> SubDispatch:
        """See CommandInput."""
        return SubDispatch(
            **self.subject(), unit_id=key(self.unit_id, "unit", "unitId"), reason=self.reason, due_at=self.due_at
        )


@strawberry.type(description="What subDispatch answers.\n下派结果")
class SubDispatchPayload(AssignmentPayload):
    """The assignment with its new child."""


@strawberry.type
class SubDispatchMutation:
    """Root field."""

    @mutation("Pass the work down inside the unit's own subtree (Art. 7(1), 14).\n下派")
    async def sub_dispatch(self, info: Info, input: Input[SubDispatchInput]) -> SubDispatchPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(SubDispatchPayload, info, sub_dispatch, input)
