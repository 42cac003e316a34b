"""assignLegalConsultation (指派法律咨询)."""

import strawberry

from plugins.legal_desk.commands.assign import assign
from plugins.legal_desk.inputs import Assign
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, key, mutation


@strawberry.input(description="Give a consultation to a lawyer by name.\n指派律师")
class AssignLegalConsultationInput(OnConsultationInput):
    """Also from another lawyer."""

    lawyer_id: strawberry.ID = strawberry.field(description="The lawyer's account.\n律师账户")

    def command(self) -> Assign:
        """See CommandInput."""
        return Assign(**self.subject(), lawyer_id=key(self.lawyer_id, "account", "lawyerId"))


@strawberry.type(description="What assignLegalConsultation answers.\n指派结果")
class AssignLegalConsultationPayload(ConsultationPayload):
    """The consultation with its lawyer."""


@strawberry.type
class AssignLegalConsultationMutation:
    """Root field."""

    @mutation("Give a consultation to a lawyer by name.\n指派法律咨询")
    async def assign_legal_consultation(
        self, info: Info, input: Input[AssignLegalConsultationInput]
    ) -> AssignLegalConsultationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(AssignLegalConsultationPayload, info, assign, input)
