"""transferDisciplineReferral (移送问题线索)."""

import strawberry

from plugins.discipline_referral.commands.transfer import transfer
from plugins.discipline_referral.inputs import Noted
from plugins.discipline_referral.schema.inputs import NotedDisciplineInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, mutation


@strawberry.input(description="Transfer a referral with its evidence to the organ of the unit's level.\n移送问题线索")
class TransferDisciplineReferralInput(NotedDisciplineInput):
    """Art. 21."""

    def command(self) -> Noted:
        """See CommandInput."""
        return Noted(**self.subject(), note=self.note)


@strawberry.type(description="What transferDisciplineReferral answers.\n移送问题线索结果")
class TransferDisciplineReferralPayload(DisciplinePayload):
    """On its way."""


@strawberry.type
class TransferDisciplineReferralMutation:
    """Root field."""

    @mutation("Transfer a referral with its evidence to the organ of the unit's level (Art. 21).\n移送问题线索")
    async def transfer_discipline_referral(
        self, info: Info, input: Input[TransferDisciplineReferralInput]
    ) -> TransferDisciplineReferralPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(TransferDisciplineReferralPayload, info, transfer, input)
