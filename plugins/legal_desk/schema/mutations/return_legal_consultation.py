"""returnLegalConsultation (退回普通办理)."""

import strawberry

from plugins.legal_desk.commands.return_case import return_case
from plugins.legal_desk.inputs import Return
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, mutation


@strawberry.input(description="Send a case back to ordinary handling.\n退回普通办理")
class ReturnLegalConsultationInput(OnConsultationInput):
    """Without advice."""

    reason: str = strawberry.field(description="Why, a code of legal_desk_return_reason.\n退回原因代码")
    note: str = strawberry.field(
        description="What ordinary handling should know, at most 2,000 characters.\n退回说明（最多 2000 字）"
    )

    def command(self) -> Return:
        """See CommandInput."""
        return Return(**self.subject(), reason=self.reason, note=self.note)


@strawberry.type(description="What returnLegalConsultation answers.\n退回结果")
class ReturnLegalConsultationPayload(ConsultationPayload):
    """The consultation, returned."""


@strawberry.type
class ReturnLegalConsultationMutation:
    """Root field."""

    @mutation("Send a case back to ordinary handling.\n退回普通办理")
    async def return_legal_consultation(
        self, info: Info, input: Input[ReturnLegalConsultationInput]
    ) -> ReturnLegalConsultationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(ReturnLegalConsultationPayload, info, return_case, input)
