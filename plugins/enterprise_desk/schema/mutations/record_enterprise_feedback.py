"""recordEnterpriseFeedback (记录对企业的反馈): the enterprise was told how its case stands."""

import strawberry

from plugins.enterprise_desk.commands.record_feedback import record_feedback
from plugins.enterprise_desk.inputs import RecordFeedback
from schema.api import CasePayload, Info, Input, OnCaseInput, answer, mutation


@strawberry.input(description="Record what the enterprise was told.\n记录对企业的反馈")
class RecordEnterpriseFeedbackInput(OnCaseInput):
    """Art. 17."""

    method: str = strawberry.field(description="How, a code of `contact_method`.\n反馈方式")
    told: str = strawberry.field(description="What, at most 20,000 characters.\n反馈内容（最多 20000 字）")

    def command(self) -> RecordFeedback:
        """See CommandInput."""
        return RecordFeedback(
            **self.subject(),
            method=self.method,
            told=self.told,
        )


@strawberry.type(description="What recordEnterpriseFeedback answers.\n记录对企业的反馈结果")
class RecordEnterpriseFeedbackPayload(CasePayload):
    """The case, with the feedback."""


@strawberry.type
class RecordEnterpriseFeedbackMutation:
    """Root field."""

    @mutation("Record what the enterprise was told (Art. 17).\n记录对企业的反馈")
    async def record_enterprise_feedback(
        self, info: Info, input: Input[RecordEnterpriseFeedbackInput]
    ) -> RecordEnterpriseFeedbackPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RecordEnterpriseFeedbackPayload, info, record_feedback, input)
