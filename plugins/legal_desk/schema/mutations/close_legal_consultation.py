"""closeLegalConsultation (办结法律咨询)."""

from datetime import datetime

import strawberry

from plugins.legal_desk.commands.close import close
from plugins.legal_desk.inputs import Close
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, mutation, optional


@strawberry.input(description="Close with what the citizen was told.\n办结法律咨询")
class CloseLegalConsultationInput(OnConsultationInput):
    """On an opinion."""

    outcome: str = strawberry.field(description="A code of legal_desk_outcome.\n办结方式代码")
    told: str = strawberry.field(
        description="What the citizen was told, at most 20,000 characters.\n答复内容（最多 20000 字）"
    )
    method: str = strawberry.field(description="A code of contact_method.\n答复方式代码")
    told_at: datetime | None = optional("When; now if absent.\n答复时间（默认当前）")
    answer_case: bool = strawberry.field(
        default=False, description="Whether the case, if not accepted yet, is answered with it.\n是否同时直接答复工单"
    )

    def command(self) -> Close:
        """See CommandInput."""
        return Close(
            **self.subject(),
            outcome=self.outcome,
            told=self.told,
            method=self.method,
            told_at=self.told_at,
            answer_case=self.answer_case,
        )


@strawberry.type(description="What closeLegalConsultation answers.\n办结结果")
class CloseLegalConsultationPayload(ConsultationPayload):
    """The consultation, closed."""


@strawberry.type
class CloseLegalConsultationMutation:
    """Root field."""

    @mutation("Close a consultation with advice (Art. 17).\n办结法律咨询")
    async def close_legal_consultation(
        self, info: Info, input: Input[CloseLegalConsultationInput]
    ) -> CloseLegalConsultationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(CloseLegalConsultationPayload, info, close, input)
