"""reassign (改派): another unit takes the part over."""

import strawberry

from core.cases.commands.reassign import reassign
from core.cases.inputs.dispatch import Reassign
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, key, optional
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Give the assignment to another unit.\n改派")
class ReassignInput(OnAssignmentInput):
    """Art. 14."""

    unit_id: strawberry.ID = strawberry.field(description="The unit that takes over.\n改派单位")
    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n改派理由（最多 2000 字）")
    basis: str | None = optional(
        "Legal basis; the catalogue's, or the former one, if absent, at most 2,000 characters.\n"
        "依据，不填则沿用派单目录或原依据（最多 2000 字）"
    )

    def command(self) -> Reassign:
        """See CommandInput."""
        return Reassign(
            **self.subject(), unit_id=key(self.unit_id, "unit", "unitId"), reason=self.reason, basis=self.basis
        )


@strawberry.type(description="What reassign answers.\n改派结果")
class ReassignPayload(AssignmentPayload):
    """The new unit's assignment."""


@strawberry.type
class ReassignMutation:
    """Root field."""

    @mutation("Give the assignment to another unit (Art. 14).\n改派")
    async def reassign(self, info: Info, input: Input[ReassignInput]) -> ReassignPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ReassignPayload, info, reassign, input)
