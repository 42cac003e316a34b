"""overrideUtilityDuty (临时调班): Put somebody else on duty for a time, or nobody."""

from datetime import datetime

import strawberry

from plugins.utility_queues.commands.override_duty import override_duty
from plugins.utility_queues.inputs import OverrideDuty
from plugins.utility_queues.schema.inputs import COMPANY, company_key
from plugins.utility_queues.schema.payloads import UtilityRosterPayload, roster_payload
from schema.api import Info, Input, Versioned, given, mutation, optional, optional_key, run


@strawberry.input(description="Put somebody else on duty for a time, or nobody.\n临时调班")
class OverrideUtilityDutyInput(Versioned):
    """Art. 18."""

    company_id: strawberry.ID = strawberry.field(description=COMPANY)
    line: int = strawberry.field(description="1 answers first, 2 to 9 are deputies.\n值班顺位（1–9）")
    starts_at: datetime = strawberry.field(description="From.\n开始时间")
    ends_at: datetime = strawberry.field(description="Until.\n结束时间")
    account_id: strawberry.ID | None = optional("Who; nobody without it.\n值班人员（空为无人）")
    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n原因（最多 2000 字）")

    def command(self) -> OverrideDuty:
        """See CommandInput."""
        return OverrideDuty(
            company_id=company_key(self.company_id),
            line=self.line,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            account_id=optional_key(self.account_id, "account", "accountId"),
            reason=self.reason,
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What overrideUtilityDuty answers.\n临时调班结果")
class OverrideUtilityDutyPayload(UtilityRosterPayload):
    """The roster, with the override."""


@strawberry.type
class OverrideUtilityDutyMutation:
    """Root field."""

    @mutation("Put somebody else on duty for a time, or nobody (Art. 18).\n临时调班")
    async def override_utility_duty(
        self, info: Info, input: Input[OverrideUtilityDutyInput]
    ) -> OverrideUtilityDutyPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await roster_payload(OverrideUtilityDutyPayload, info, await run(info, override_duty, input))
