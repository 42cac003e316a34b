"""screenLegalAid (法律援助筛查)."""

import strawberry

from plugins.legal_desk.commands.screen_aid import screen_aid
from plugins.legal_desk.inputs import ScreenAid
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, mutation, optional


@strawberry.input(description="What the citizen answered.\n法律援助筛查")
class ScreenLegalAidInput(OnConsultationInput):
    """The desk finds, the centre decides."""

    matter: str = strawberry.field(description="A code of legal_desk_aid_matter.\n援助事项代码")
    means: str = strawberry.field(description="A code of legal_desk_aid_means.\n经济状况代码")
    belongs_here: bool = strawberry.field(
        description="Whether this place's centre is competent.\n是否由本地法律援助机构管辖"
    )
    note: str | None = optional("In words, at most 2,000 characters.\n备注（最多 2000 字）")

    def command(self) -> ScreenAid:
        """See CommandInput."""
        return ScreenAid(
            **self.subject(),
            matter=self.matter,
            means=self.means,
            belongs_here=self.belongs_here,
            note=self.note,
        )


@strawberry.type(description="What screenLegalAid answers.\n筛查结果")
class ScreenLegalAidPayload(ConsultationPayload):
    """The consultation with its screenings."""


@strawberry.type
class ScreenLegalAidMutation:
    """Root field."""

    @mutation("Screen for legal aid.\n法律援助筛查")
    async def screen_legal_aid(self, info: Info, input: Input[ScreenLegalAidInput]) -> ScreenLegalAidPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(ScreenLegalAidPayload, info, screen_aid, input)
