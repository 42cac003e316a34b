"""approveDisciplineReferral (批准移送问题线索)."""

import strawberry

from plugins.discipline_referral.commands.approve import approve
from plugins.discipline_referral.inputs import Noted
from plugins.discipline_referral.schema.inputs import NotedDisciplineInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Approve a referral, as somebody other than its proposer.\n批准移送问题线索")
class ApproveDisciplineReferralInput(NotedDisciplineInput):
    """Art. 21."""

    def command(self) -> Noted:
        """See CommandInput."""
        return Noted(**self.subject(), note=self.note)


@strawberry.type(description="What approveDisciplineReferral answers.\n批准移送问题线索结果")
class ApproveDisciplineReferralPayload(DisciplinePayload):
    """Waiting to be transferred."""


@strawberry.type
class ApproveDisciplineReferralMutation:
    """Root field."""

    @mutation("Approve a referral, as somebody other than its proposer (Art. 21).\n批准移送问题线索")
    async def approve_discipline_referral(
        self, info: Info, input: Input[ApproveDisciplineReferralInput]
    ) -> ApproveDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(ApproveDisciplineReferralPayload, info, approve, input)
