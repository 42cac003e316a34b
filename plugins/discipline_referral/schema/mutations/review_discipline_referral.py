"""reviewDisciplineReferral (审核问题线索)."""

import strawberry

from plugins.discipline_referral.commands.review import review
from plugins.discipline_referral.inputs import Noted
from plugins.discipline_referral.schema.inputs import NotedDisciplineInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Review a suggestion, as somebody other than its proposer.\n审核问题线索")
class ReviewDisciplineReferralInput(NotedDisciplineInput):
    """Art. 21."""

    def command(self) -> Noted:
        """See CommandInput."""
        return Noted(**self.subject(), note=self.note)


@strawberry.type(description="What reviewDisciplineReferral answers.\n审核问题线索结果")
class ReviewDisciplineReferralPayload(DisciplinePayload):
    """Waiting for approval."""


@strawberry.type
class ReviewDisciplineReferralMutation:
    """Root field."""

    @mutation("Review a suggestion, as somebody other than its proposer (Art. 21).\n审核问题线索")
    async def review_discipline_referral(
        self, info: Info, input: Input[ReviewDisciplineReferralInput]
    ) -> ReviewDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(ReviewDisciplineReferralPayload, info, review, input)
