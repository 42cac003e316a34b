"""removeDisciplineOfficer (移出知情人员)."""

import strawberry

from plugins.discipline_referral.commands.remove_officer import remove_officer
from plugins.discipline_referral.inputs import ChangeOfficer
from plugins.discipline_referral.schema.inputs import OnDisciplineReferralInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, key, mutation


@strawberry.input(description="Let an account know no longer.\n移出知情人员")
class RemoveDisciplineOfficerInput(OnDisciplineReferralInput):
    """Art. 21."""

    account_id: strawberry.ID = strawberry.field(description="Whose account.\n人员账户")

    def command(self) -> ChangeOfficer:
        """See CommandInput."""
        return ChangeOfficer(**self.subject(), account_id=key(self.account_id, "account", "accountId"))


@strawberry.type(description="What removeDisciplineOfficer answers.\n移出知情人员结果")
class RemoveDisciplineOfficerPayload(DisciplinePayload):
    """With its officers."""


@strawberry.type
class RemoveDisciplineOfficerMutation:
    """Root field."""

    @mutation("Let an account know no longer (Art. 21).\n移出知情人员")
    async def remove_discipline_officer(
        self, info: Info, input: Input[RemoveDisciplineOfficerInput]
    ) -> RemoveDisciplineOfficerPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(RemoveDisciplineOfficerPayload, info, remove_officer, input)
