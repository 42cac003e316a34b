"""withdrawDisciplineReferral (撤回问题线索)."""

import strawberry

from plugins.discipline_referral.commands.withdraw import withdraw
from plugins.discipline_referral.inputs import Reasoned
from plugins.discipline_referral.schema.inputs import OnDisciplineReferralInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Take back one's own referral before it is transferred.\n撤回问题线索")
class WithdrawDisciplineReferralInput(OnDisciplineReferralInput):
    """Art. 21."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters; sealed.\n理由（最多 2000 字，加密保存）")

    def command(self) -> Reasoned:
        """See CommandInput."""
        return Reasoned(**self.subject(), reason=self.reason)


@strawberry.type(description="What withdrawDisciplineReferral answers.\n撤回问题线索结果")
class WithdrawDisciplineReferralPayload(DisciplinePayload):
    """At its end."""


@strawberry.type
class WithdrawDisciplineReferralMutation:
    """Root field."""

    @mutation("Take back one's own referral before it is transferred (Art. 21).\n撤回问题线索")
    async def withdraw_discipline_referral(
        self, info: Info, input: Input[WithdrawDisciplineReferralInput]
    ) -> WithdrawDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(WithdrawDisciplineReferralPayload, info, withdraw, input)
