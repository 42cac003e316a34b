"""rejectDisciplineReferral (不予移送)."""

import strawberry

from plugins.discipline_referral.commands.reject import reject
from plugins.discipline_referral.inputs import Reasoned
from plugins.discipline_referral.schema.inputs import OnDisciplineReferralInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Reject a suggestion, or what the system proposes.\n不予移送")
class RejectDisciplineReferralInput(OnDisciplineReferralInput):
    """Art. 21."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters; sealed.\n理由（最多 2000 字，加密保存）")

    def command(self) -> Reasoned:
        """See CommandInput."""
        return Reasoned(**self.subject(), reason=self.reason)


@strawberry.type(description="What rejectDisciplineReferral answers.\n不予移送结果")
class RejectDisciplineReferralPayload(DisciplinePayload):
    """At its end."""


@strawberry.type
class RejectDisciplineReferralMutation:
    """Root field."""

    @mutation("Reject a suggestion, or what the system proposes (Art. 21).\n不予移送")
    async def reject_discipline_referral(
        self, info: Info, input: Input[RejectDisciplineReferralInput]
    ) -> RejectDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(RejectDisciplineReferralPayload, info, reject, input)
