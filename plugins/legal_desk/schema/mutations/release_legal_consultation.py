"""releaseLegalConsultation (交回法律咨询)."""

import strawberry

from plugins.legal_desk.commands.release import release
from plugins.legal_desk.inputs import Release
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, mutation


@strawberry.input(description="Give a consultation back to the queue.\n交回法律咨询")
class ReleaseLegalConsultationInput(OnConsultationInput):
    """Its clock runs on."""

    reason: str = strawberry.field(description="Why, a code of legal_desk_release_reason.\n交回原因代码")

    def command(self) -> Release:
        """See CommandInput."""
        return Release(**self.subject(), reason=self.reason)


@strawberry.type(description="What releaseLegalConsultation answers.\n交回结果")
class ReleaseLegalConsultationPayload(ConsultationPayload):
    """The consultation, waiting again."""


@strawberry.type
class ReleaseLegalConsultationMutation:
    """Root field."""

    @mutation("Give a consultation back to the queue.\n交回法律咨询")
    async def release_legal_consultation(
        self, info: Info, input: Input[ReleaseLegalConsultationInput]
    ) -> ReleaseLegalConsultationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(ReleaseLegalConsultationPayload, info, release, input)
