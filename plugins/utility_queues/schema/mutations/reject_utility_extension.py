"""rejectUtilityExtension (驳回延长办理时间): Refuse the minutes that are asked for."""

import strawberry

from plugins.utility_queues.commands.decide_extension import reject_extension
from plugins.utility_queues.inputs import DecideExtension
from plugins.utility_queues.schema.payloads import UtilityExtensionPayload, extension_payload
from schema.api import Info, Input, Versioned, given, key, mutation, run


@strawberry.input(description="Refuse the minutes that are asked for.\n驳回延长办理时间")
class RejectUtilityExtensionInput(Versioned):
    """Art. 15(4)."""

    extension_id: strawberry.ID = strawberry.field(
        description="The request; the version expected is its assignment's.\n延长申请"
    )
    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> DecideExtension:
        """See CommandInput."""
        return DecideExtension(
            extension_id=key(self.extension_id, "utility_extension", "extensionId"),
            reason=self.reason,
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What rejectUtilityExtension answers.\n驳回延长办理时间结果")
class RejectUtilityExtensionPayload(UtilityExtensionPayload):
    """The request, refused."""


@strawberry.type
class RejectUtilityExtensionMutation:
    """Root field."""

    @mutation("Refuse the minutes that are asked for (Art. 15(4)).\n驳回延长办理时间")
    async def reject_utility_extension(
        self, info: Info, input: Input[RejectUtilityExtensionInput]
    ) -> RejectUtilityExtensionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await extension_payload(RejectUtilityExtensionPayload, info, await run(info, reject_extension, input))
