"""handOverEnterpriseCoordination (变更协调牵头单位): another unit leads from here on."""

import strawberry

from plugins.enterprise_desk.commands.hand_over_coordination import hand_over_coordination
from plugins.enterprise_desk.inputs import HandOverCoordination
from plugins.enterprise_desk.schema.on_coordination import OnCoordinationInput
from schema.api import CasePayload, Info, Input, answer, key, mutation


@strawberry.input(description="Let another unit lead a coordination.\n变更协调牵头单位")
class HandOverEnterpriseCoordinationInput(OnCoordinationInput):
    """Art. 17."""

    lead_unit_id: strawberry.ID = strawberry.field(
        description="Who leads now; a unit with a part in this round of the case.\n新的牵头单位（须为本轮承办单位）"
    )

    def command(self) -> HandOverCoordination:
        """See CommandInput."""
        return HandOverCoordination(
            **self.subject(),
            lead_unit_id=key(self.lead_unit_id, "unit", "leadUnitId"),
        )


@strawberry.type(description="What handOverEnterpriseCoordination answers.\n变更协调牵头单位结果")
class HandOverEnterpriseCoordinationPayload(CasePayload):
    """The case, with the coordination."""


@strawberry.type
class HandOverEnterpriseCoordinationMutation:
    """Root field."""

    @mutation("Let another unit lead a coordination (Art. 17).\n变更协调牵头单位")
    async def hand_over_enterprise_coordination(
        self, info: Info, input: Input[HandOverEnterpriseCoordinationInput]
    ) -> HandOverEnterpriseCoordinationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(HandOverEnterpriseCoordinationPayload, info, hand_over_coordination, input)
