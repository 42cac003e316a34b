"""rejectExtension (驳回延期): the due date stays."""

import strawberry

from core.cases.commands.reject_extension import reject_extension
from core.cases.inputs.extension import RejectExtension
from schema.assignments.inputs import OnAssignmentInput
from schema.assignments.payloads import AssignmentPayload, answer
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Refuse the extension that is asked for.\n驳回延期")
class RejectExtensionInput(OnAssignmentInput):
    """Art. 15(4)."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n审核理由（最多 2000 字）")

    def command(self) -> RejectExtension:
        """See CommandInput."""
        return RejectExtension(**self.subject(), reason=self.reason)


@strawberry.type(description="What rejectExtension answers.\n驳回延期结果")
class RejectExtensionPayload(AssignmentPayload):
    """The assignment with its former due date."""


@strawberry.type
class RejectExtensionMutation:
    """Root field."""

    @mutation("Refuse the extension that is asked for (Art. 15(4)).\n驳回延期")
    async def reject_extension(self, info: Info, input: Input[RejectExtensionInput]) -> RejectExtensionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RejectExtensionPayload, info, reject_extension, input)
