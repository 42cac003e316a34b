"""takeLegalConsultation (承接法律咨询)."""

import strawberry

from plugins.legal_desk.commands.take import take
from plugins.legal_desk.inputs import Take
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, mutation


@strawberry.input(description="Take a waiting consultation.\n承接法律咨询")
class TakeLegalConsultationInput(OnConsultationInput):
    """As a lawyer."""

    def command(self) -> Take:
        """See CommandInput."""
        return Take(**self.subject())


@strawberry.type(description="What takeLegalConsultation answers.\n承接结果")
class TakeLegalConsultationPayload(ConsultationPayload):
    """The consultation, taken."""


@strawberry.type
class TakeLegalConsultationMutation:
    """Root field."""

    @mutation("Take a waiting consultation.\n承接法律咨询")
    async def take_legal_consultation(
        self, info: Info, input: Input[TakeLegalConsultationInput]
    ) -> TakeLegalConsultationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(TakeLegalConsultationPayload, info, take, input)
