"""recordDisciplineOutcome (登记处理结果)."""

import strawberry

from plugins.discipline_referral.commands.record_outcome import record_outcome
from plugins.discipline_referral.inputs import RecordOutcome
from plugins.discipline_referral.schema.inputs import NotedDisciplineInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Record what the organ decided.\n登记处理结果")
class RecordDisciplineOutcomeInput(NotedDisciplineInput):
    """Art. 21."""

    outcome: str = strawberry.field(description="What the organ decided, by code.\n处理结果代码")

    def command(self) -> RecordOutcome:
        """See CommandInput."""
        return RecordOutcome(**self.subject(), outcome=self.outcome, note=self.note)


@strawberry.type(description="What recordDisciplineOutcome answers.\n登记处理结果结果")
class RecordDisciplineOutcomePayload(DisciplinePayload):
    """At its end."""


@strawberry.type
class RecordDisciplineOutcomeMutation:
    """Root field."""

    @mutation("Record what the organ decided (Art. 21).\n登记处理结果")
    async def record_discipline_outcome(
        self, info: Info, input: Input[RecordDisciplineOutcomeInput]
    ) -> RecordDisciplineOutcomePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(RecordDisciplineOutcomePayload, info, record_outcome, input)
