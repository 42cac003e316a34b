"""takeUpDisciplineReferral (采纳系统提示)."""

import strawberry

from plugins.discipline_referral.commands.take_up import take_up
from plugins.discipline_referral.inputs import TakeUp
from plugins.discipline_referral.schema.inputs import DisciplinePersonInput, OnDisciplineReferralInput, accused
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation, optional_list


@strawberry.input(description="Make what the system proposes a suggestion of one's own.\n采纳系统提示")
class TakeUpDisciplineReferralInput(OnDisciplineReferralInput):
    """Art. 21: without a consequence there is nothing to refer."""

    consequence: str = strawberry.field(description="What came of it, by code.\n后果代码")
    facts: str = strawberry.field(
        description="What was found, at most 20,000 characters; sealed.\n线索事实（最多 20000 字，加密保存）"
    )
    persons: list[DisciplinePersonInput] = optional_list("Whom it accuses, at most 20.\n被反映人（最多 20 人）")

    def command(self) -> TakeUp:
        """See CommandInput."""
        return TakeUp(**self.subject(), consequence=self.consequence, facts=self.facts, persons=accused(self.persons))


@strawberry.type(description="What takeUpDisciplineReferral answers.\n采纳系统提示结果")
class TakeUpDisciplineReferralPayload(DisciplinePayload):
    """Waiting for review."""


@strawberry.type
class TakeUpDisciplineReferralMutation:
    """Root field."""

    @mutation("Make what the system proposes a suggestion of one's own (Art. 21).\n采纳系统提示")
    async def take_up_discipline_referral(
        self, info: Info, input: Input[TakeUpDisciplineReferralInput]
    ) -> TakeUpDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(TakeUpDisciplineReferralPayload, info, take_up, input)
