"""nameLegalParty (登记当事人)."""

import strawberry

from plugins.legal_desk.commands.name_party import name_party
from plugins.legal_desk.inputs import NameParty
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, mutation


@strawberry.input(description="Name a party of the matter.\n登记当事人")
class NameLegalPartyInput(OnConsultationInput):
    """A lawyer in conflict with it loses the consultation."""

    side: str = strawberry.field(description="A code of legal_desk_side.\n所属一方代码")
    name: str = strawberry.field(description="Name, at most 200 characters.\n姓名或名称（最多 200 字）")

    def command(self) -> NameParty:
        """See CommandInput."""
        return NameParty(**self.subject(), side=self.side, name=self.name)


@strawberry.type(description="What nameLegalParty answers.\n登记结果")
class NameLegalPartyPayload(ConsultationPayload):
    """The consultation with its parties; null to a lawyer who is in conflict now."""


@strawberry.type
class NameLegalPartyMutation:
    """Root field."""

    @mutation("Name a party of the matter.\n登记当事人")
    async def name_legal_party(self, info: Info, input: Input[NameLegalPartyInput]) -> NameLegalPartyPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(NameLegalPartyPayload, info, name_party, input)
