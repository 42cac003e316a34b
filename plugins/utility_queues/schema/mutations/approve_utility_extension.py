"""approveUtilityExtension (同意延长办理时间): Grant the minutes that are asked for."""

import strawberry

from plugins.utility_queues.commands.decide_extension import approve_extension
from plugins.utility_queues.inputs import DecideExtension
from plugins.utility_queues.schema.payloads import UtilityExtensionPayload, extension_payload
from schema.api import Info, Input, Versioned, given, key, mutation, optional, run


@strawberry.input(description="Grant the minutes that are asked for.\n同意延长办理时间")
class ApproveUtilityExtensionInput(Versioned):
    """Art. 15(4)."""

    extension_id: strawberry.ID = strawberry.field(
        description="The request; the version expected is its assignment's.\n延长申请"
    )
    reason: str | None = optional("Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> DecideExtension:
        """See CommandInput."""
        return DecideExtension(
            extension_id=key(self.extension_id, "utility_extension", "extensionId"),
            reason=self.reason,
            expected_version=given(self.expected_version),
        )


@strawberry.type(description="What approveUtilityExtension answers.\n同意延长办理时间结果")
class ApproveUtilityExtensionPayload(UtilityExtensionPayload):
    """The request, granted."""


@strawberry.type
class ApproveUtilityExtensionMutation:
    """Root field."""

    @mutation("Grant the minutes that are asked for (Art. 15(4)).\n同意延长办理时间")
    async def approve_utility_extension(
        self, info: Info, input: Input[ApproveUtilityExtensionInput]
    ) -> ApproveUtilityExtensionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await extension_payload(ApproveUtilityExtensionPayload, info, await run(info, approve_extension, input))
