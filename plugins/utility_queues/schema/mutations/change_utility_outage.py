"""changeUtilityOutage (变更停供通知): Change what is known better by now."""

from datetime import datetime

import strawberry

from plugins.utility_queues.commands.change_outage import change_outage
from plugins.utility_queues.inputs import ChangeOutage
from plugins.utility_queues.schema.payloads import UtilityOutagePayload, notice_payload
from schema.api import Info, Input, Versioned, given, key, mutation, optional, run


@strawberry.input(description="Change what is known better by now.\n变更停供通知")
class ChangeUtilityOutageInput(Versioned):
    """What is absent stays as it is."""

    outage_id: strawberry.ID = strawberry.field(description="The notice.\n停供通知")
    cause: str | None = optional("A code of utility_queues_cause.\n原因（代码）")
    note: str | None = optional("What the public is told besides, at most 2,000 characters.\n补充说明（最多 2000 字）")
    starts_at: datetime | None = optional("From when.\n开始时间")
    expected_at: datetime | None = optional("When the supply is expected back.\n预计恢复时间")

    def command(self) -> ChangeOutage:
        """See CommandInput."""
        return ChangeOutage(
            outage_id=key(self.outage_id, "utility_outage", "outageId"),
            cause=self.cause,
            note=self.note,
            starts_at=self.starts_at,
            expected_at=self.expected_at,
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What changeUtilityOutage answers.\n变更停供通知结果")
class ChangeUtilityOutagePayload(UtilityOutagePayload):
    """The notice, changed."""


@strawberry.type
class ChangeUtilityOutageMutation:
    """Root field."""

    @mutation("Change what is known better by now (Art. 18).\n变更停供通知")
    async def change_utility_outage(
        self, info: Info, input: Input[ChangeUtilityOutageInput]
    ) -> ChangeUtilityOutagePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await notice_payload(ChangeUtilityOutagePayload, info, await run(info, change_outage, input))
