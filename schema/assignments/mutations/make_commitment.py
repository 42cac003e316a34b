"""makeCommitment (承诺): a promise with a date."""

from datetime import datetime

import strawberry

from core.cases.commands.make_commitment import make_commitment
from core.cases.inputs.handling import MakeCommitment
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Promise something by a date.\n承诺")
class MakeCommitmentInput(OnAssignmentInput):
    """Art. 20."""

    text: str = strawberry.field(description="What is promised, at most 2,000 characters.\n承诺内容（最多 2000 字）")
    due_at: datetime = strawberry.field(description="By when.\n承诺期限")

    def command(self) -> MakeCommitment:
        """See CommandInput."""
        return MakeCommitment(**self.subject(), text=self.text, due_at=self.due_at)


@strawberry.type(description="What makeCommitment answers.\n承诺结果")
class MakeCommitmentPayload(AssignmentPayload):
    """The assignment with its commitment."""


@strawberry.type
class MakeCommitmentMutation:
    """Root field."""

    @mutation("Promise something by a date (Art. 20).\n承诺")
    async def make_commitment(self, info: Info, input: Input[MakeCommitmentInput]) -> MakeCommitmentPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(MakeCommitmentPayload, info, make_commitment, input)
