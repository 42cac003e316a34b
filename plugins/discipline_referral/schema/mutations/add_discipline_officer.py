"""addDisciplineOfficer (增加知情人员)."""

import strawberry

from plugins.discipline_referral.commands.add_officer import add_officer
from plugins.discipline_referral.inputs import ChangeOfficer
from plugins.discipline_referral.schema.inputs import OnDisciplineReferralInput
from plugins.discipline_referral.schema.payloads import DisciplinePayload, told
from schema.api import Info, Input, key, mutation


@strawberry.input(description="Name one more account that needs to know.\n增加知情人员")
class AddDisciplineOfficerInput(OnDisciplineReferralInput):
    """Art. 21."""

    account_id: strawberry.ID = strawberry.field(description="Whose account.\n人员账户")

    def command(self) -> ChangeOfficer:
        """See CommandInput."""
        return ChangeOfficer(**self.subject(), account_id=key(self.account_id, "account", "accountId"))


@strawberry.type(description="What addDisciplineOfficer answers.\n增加知情人员结果")
class AddDisciplineOfficerPayload(DisciplinePayload):
    """With its officers."""


@strawberry.type
class AddDisciplineOfficerMutation:
    """Root field."""

    @mutation("Name one more account that needs to know (Art. 21).\n增加知情人员")
    async def add_discipline_officer(
        self, info: Info, input: Input[AddDisciplineOfficerInput]
    ) -> AddDisciplineOfficerPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await told(AddDisciplineOfficerPayload, info, add_officer, input)
