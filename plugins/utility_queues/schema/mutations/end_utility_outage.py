"""endUtilityOutage (结束停供通知): Say that the supply is back, or that a planned cut is called off."""

from datetime import datetime

import strawberry

from plugins.utility_queues.commands.end_outage import end_outage
from plugins.utility_queues.inputs import EndOutage
from plugins.utility_queues.schema.payloads import UtilityOutagePayload, notice_payload
from schema.api import Info, Input, Versioned, given, key, mutation, run


@strawberry.input(description="Say that the supply is back, or that a planned cut is called off.\n结束停供通知")
class EndUtilityOutageInput(Versioned):
    """Art. 18."""

    outage_id: strawberry.ID = strawberry.field(description="The notice.\n停供通知")
    restored_at: datetime = strawberry.field(description="Since when.\n实际恢复时间")

    def command(self) -> EndOutage:
        """See CommandInput."""
        return EndOutage(
            outage_id=key(self.outage_id, "utility_outage", "outageId"),
            restored_at=self.restored_at,
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What endUtilityOutage answers.\n结束停供通知结果")
class EndUtilityOutagePayload(UtilityOutagePayload):
    """The notice, ended."""


@strawberry.type
class EndUtilityOutageMutation:
    """Root field."""

    @mutation("Say that the supply is back, or that a planned cut is called off (Art. 18).\n结束停供通知")
    async def end_utility_outage(self, info: Info, input: Input[EndUtilityOutageInput]) -> EndUtilityOutagePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await notice_payload(EndUtilityOutagePayload, info, await run(info, end_outage, input))
