"""fulfilCommitment (兑现承诺): a promise is answered for."""

import strawberry

from core.cases.commands.fulfil_commitment import fulfil_commitment
from core.cases.inputs.handling import FulfilCommitment
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input, key
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Keep a promise, or own up to not keeping it.\n兑现承诺")
class FulfilCommitmentInput(OnAssignmentInput):
    """Art. 20."""

    commitment_id: strawberry.ID = strawberry.field(description="The commitment.\n承诺事项")
    kept: bool = strawberry.field(description="Whether it was kept.\n是否兑现")

    def command(self) -> FulfilCommitment:
        """See CommandInput."""
        return FulfilCommitment(
            **self.subject(), commitment_id=key(self.commitment_id, "commitment", "commitmentId"), kept=self.kept
        )


@strawberry.type(description="What fulfilCommitment answers.\n兑现承诺结果")
class FulfilCommitmentPayload(AssignmentPayload):
    """The assignment with its commitment."""


@strawberry.type
class FulfilCommitmentMutation:
    """Root field."""

    @mutation("Keep a promise, or own up to not keeping it (Art. 20).\n兑现承诺")
    async def fulfil_commitment(self, info: Info, input: Input[FulfilCommitmentInput]) -> FulfilCommitmentPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(FulfilCommitmentPayload, info, fulfil_commitment, input)
