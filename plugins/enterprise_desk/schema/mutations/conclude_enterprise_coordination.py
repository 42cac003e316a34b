"""concludeEnterpriseCoordination (跨部门协调办结): the conclusion, after every task is done."""

import strawberry

from plugins.enterprise_desk.commands.conclude_coordination import conclude_coordination
from plugins.enterprise_desk.inputs import ConcludeCoordination
from plugins.enterprise_desk.schema.on_coordination import OnCoordinationInput
from schema.api import CasePayload, Info, Input, answer, mutation


@strawberry.input(description="Conclude a coordination.\n跨部门协调办结")
class ConcludeEnterpriseCoordinationInput(OnCoordinationInput):
    """Art. 17."""

    outcome: str = strawberry.field(description="A code of `enterprise_desk_conclusion`.\n办结方式")
    conclusion: str = strawberry.field(
        description="What was settled, at most 20,000 characters.\n协调结论（最多 20000 字）"
    )

    def command(self) -> ConcludeCoordination:
        """See CommandInput."""
        return ConcludeCoordination(
            **self.subject(),
            outcome=self.outcome,
            conclusion=self.conclusion,
        )


@strawberry.type(description="What concludeEnterpriseCoordination answers.\n跨部门协调办结结果")
class ConcludeEnterpriseCoordinationPayload(CasePayload):
    """The case, with the conclusion."""


@strawberry.type
class ConcludeEnterpriseCoordinationMutation:
    """Root field."""

    @mutation("Conclude a coordination (Art. 17).\n跨部门协调办结")
    async def conclude_enterprise_coordination(
        self, info: Info, input: Input[ConcludeEnterpriseCoordinationInput]
    ) -> ConcludeEnterpriseCoordinationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ConcludeEnterpriseCoordinationPayload, info, conclude_coordination, input)
