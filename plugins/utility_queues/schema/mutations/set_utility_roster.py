"""setUtilityRoster (设置值班表): Set the weekly shifts of a company from a day on."""

from datetime import date

import strawberry

from plugins.utility_queues.commands.set_roster import set_roster
from plugins.utility_queues.inputs import SetRoster
from plugins.utility_queues.schema.inputs import COMPANY, UtilityShiftInput, company_key
from plugins.utility_queues.schema.payloads import UtilityRosterPayload, roster_payload
from schema.api import Info, Input, Versioned, given, mutation, run


@strawberry.input(description="Set the weekly shifts of a company from a day on.\n设置值班表")
class SetUtilityRosterInput(Versioned):
    """Instead of the former ones; what has begun runs to its end."""

    company_id: strawberry.ID = strawberry.field(description=COMPANY)
    valid_from: date = strawberry.field(description="First day, today or later.\n生效日期")
    shifts: list[UtilityShiftInput] = strawberry.field(description="All of them, at most 200.\n全部班次（最多 200 个）")

    def command(self) -> SetRoster:
        """See CommandInput."""
        return SetRoster(
            company_id=company_key(self.company_id),
            valid_from=self.valid_from,
            shifts=tuple(one.shift(at) for at, one in enumerate(self.shifts)),
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What setUtilityRoster answers.\n设置值班表结果")
class SetUtilityRosterPayload(UtilityRosterPayload):
    """The roster; its gaps are told by utilityRosterGaps."""


@strawberry.type
class SetUtilityRosterMutation:
    """Root field."""

    @mutation("Set the weekly shifts of a company from a day on (Art. 18).\n设置值班表")
    async def set_utility_roster(self, info: Info, input: Input[SetUtilityRosterInput]) -> SetUtilityRosterPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await roster_payload(SetUtilityRosterPayload, info, await run(info, set_roster, input))
