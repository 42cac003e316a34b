"""recordEnterpriseFollowUp (记录企业回访): the visit, and what it found."""

from datetime import datetime

import strawberry

from plugins.enterprise_desk.commands.record_follow_up import record_follow_up
from plugins.enterprise_desk.inputs import RecordFollowUp
from schema.api import CasePayload, Idempotent, Info, Input, answer, key, mutation, optional


@strawberry.input(description="Record a visit to an enterprise.\n记录企业回访")
class RecordEnterpriseFollowUpInput(Idempotent):
    """Art. 17."""

    follow_up_id: strawberry.ID = strawberry.field(description="The planned visit.\n回访任务")
    visited_at: datetime = strawberry.field(description="When it was made.\n回访时间")
    method: str = strawberry.field(description="How, a code of `enterprise_desk_visit_method`.\n回访方式")
    result: str = strawberry.field(description="A code of `enterprise_desk_visit_result`.\n回访结果")
    note: str | None = optional("In words, at most 20,000 characters.\n回访记录（最多 20000 字）")

    def command(self) -> RecordFollowUp:
        """See CommandInput."""
        return RecordFollowUp(
            follow_up_id=key(self.follow_up_id, "enterprise_follow_up", "followUpId"),
            visited_at=self.visited_at,
            method=self.method,
            result=self.result,
            note=self.note,
        )


@strawberry.type(description="What recordEnterpriseFollowUp answers.\n记录企业回访结果")
class RecordEnterpriseFollowUpPayload(CasePayload):
    """The case, with the visit."""


@strawberry.type
class RecordEnterpriseFollowUpMutation:
    """Root field."""

    @mutation("Record a visit to an enterprise (Art. 17).\n记录企业回访")
    async def record_enterprise_follow_up(
        self, info: Info, input: Input[RecordEnterpriseFollowUpInput]
    ) -> RecordEnterpriseFollowUpPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RecordEnterpriseFollowUpPayload, info, record_follow_up, input)
