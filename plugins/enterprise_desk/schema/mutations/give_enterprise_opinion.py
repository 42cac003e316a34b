"""giveEnterpriseOpinion (发表协调意见): a unit says where it stands."""

import strawberry

from plugins.enterprise_desk.commands.give_opinion import give_opinion
from plugins.enterprise_desk.inputs import GiveOpinion
from plugins.enterprise_desk.schema.on_coordination import OnCoordinationInput
from schema.api import CasePayload, Info, Input, answer, key, mutation


@strawberry.input(description="Say where a unit stands.\n发表协调意见")
class GiveEnterpriseOpinionInput(OnCoordinationInput):
    """Art. 17."""

    unit_id: strawberry.ID = strawberry.field(description="The unit that speaks.\n发表意见的单位")
    position: str = strawberry.field(description="A code of `enterprise_desk_position`.\n意见")
    opinion: str = strawberry.field(description="In words, at most 20,000 characters.\n意见内容（最多 20000 字）")

    def command(self) -> GiveOpinion:
        """See CommandInput."""
        return GiveOpinion(
            **self.subject(),
            unit_id=key(self.unit_id, "unit", "unitId"),
            position=self.position,
            opinion=self.opinion,
        )


@strawberry.type(description="What giveEnterpriseOpinion answers.\n发表协调意见结果")
class GiveEnterpriseOpinionPayload(CasePayload):
    """The case, with the opinion."""


@strawberry.type
class GiveEnterpriseOpinionMutation:
    """Root field."""

    @mutation("Say where a unit stands (Art. 17).\n发表协调意见")
    async def give_enterprise_opinion(
        self, info: Info, input: Input[GiveEnterpriseOpinionInput]
    ) -> GiveEnterpriseOpinionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(GiveEnterpriseOpinionPayload, info, give_opinion, input)
