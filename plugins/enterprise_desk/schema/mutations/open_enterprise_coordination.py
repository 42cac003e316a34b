"""openEnterpriseCoordination (发起跨部门协调): one lead and those who take part."""

import strawberry

from plugins.enterprise_desk.commands.open_coordination import open_coordination
from plugins.enterprise_desk.inputs import OpenCoordination
from schema.api import CasePayload, Info, Input, OnCaseInput, answer, key, keys, mutation


@strawberry.input(description="Open a coordination across departments.\n发起跨部门协调")
class OpenEnterpriseCoordinationInput(OnCaseInput):
    """Art. 17."""

    lead_unit_id: strawberry.ID = strawberry.field(
        description="Who leads; a unit with a part in this round of the case.\n牵头单位（须为本轮承办单位）"
    )
    unit_ids: list[strawberry.ID] = strawberry.field(
        description="Who else takes part, at most 20; each with a part in this round.\n参与单位（最多 20 个，须为本轮承办单位）"
    )
    matter: str = strawberry.field(
        description="What is to be settled, at most 20,000 characters.\n协调事项（最多 20000 字）"
    )

    def command(self) -> OpenCoordination:
        """See CommandInput."""
        return OpenCoordination(
            **self.subject(),
            lead_unit_id=key(self.lead_unit_id, "unit", "leadUnitId"),
            unit_ids=keys(self.unit_ids, "unit", "unitIds"),
            matter=self.matter,
        )


@strawberry.type(description="What openEnterpriseCoordination answers.\n发起跨部门协调结果")
class OpenEnterpriseCoordinationPayload(CasePayload):
    """The case, with the coordination."""


@strawberry.type
class OpenEnterpriseCoordinationMutation:
    """Root field."""

    @mutation("Open a coordination across departments (Art. 17).\n发起跨部门协调")
    async def open_enterprise_coordination(
        self, info: Info, input: Input[OpenEnterpriseCoordinationInput]
    ) -> OpenEnterpriseCoordinationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(OpenEnterpriseCoordinationPayload, info, open_coordination, input)
