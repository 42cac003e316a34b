"""assignNextLegalConsultation (分派下一件法律咨询)."""

import strawberry

from plugins.legal_desk.commands.assign_next import assign_next
from plugins.legal_desk.inputs import AssignNext
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Idempotent, Info, Input, mutation


@strawberry.input(description="Give the next consultation to whoever's turn it is.\n分派下一件")
class AssignNextLegalConsultationInput(Idempotent):
    """Due first, to the lawyer on duty with the fewest open ones."""

    district: str = strawberry.field(description="Code of the place, with all below it.\n区划代码（含下级）")

    def command(self) -> AssignNext:
        """See CommandInput."""
        return AssignNext(district=self.district)


@strawberry.type(description="What assignNextLegalConsultation answers.\n分派结果")
class AssignNextLegalConsultationPayload(ConsultationPayload):
    """The consultation that was given."""


@strawberry.type
class AssignNextLegalConsultationMutation:
    """Root field."""

    @mutation("Give the next consultation to whoever's turn it is.\n分派下一件法律咨询")
    async def assign_next_legal_consultation(
        self, info: Info, input: Input[AssignNextLegalConsultationInput]
    ) -> AssignNextLegalConsultationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(AssignNextLegalConsultationPayload, info, assign_next, input)
