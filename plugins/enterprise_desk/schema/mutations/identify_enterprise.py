"""identifyEnterprise (认定涉诉企业): the case is this enterprise's."""

import strawberry

from plugins.enterprise_desk.commands.identify_enterprise import identify_enterprise
from plugins.enterprise_desk.inputs import IdentifyEnterprise
from schema.api import CasePayload, Info, Input, OnCaseInput, answer, mutation


@strawberry.input(description="Identify the enterprise a case is about.\n认定涉诉企业")
class IdentifyEnterpriseInput(OnCaseInput):
    """Art. 17."""

    credit_code: str = strawberry.field(
        description="Its unified social credit code, in any spelling.\n统一社会信用代码"
    )

    def command(self) -> IdentifyEnterprise:
        """See CommandInput."""
        return IdentifyEnterprise(
            **self.subject(),
            credit_code=self.credit_code,
        )


@strawberry.type(description="What identifyEnterprise answers.\n认定涉诉企业结果")
class IdentifyEnterprisePayload(CasePayload):
    """The case, identified."""


@strawberry.type
class IdentifyEnterpriseMutation:
    """Root field."""

    @mutation("Identify the enterprise a case is about (Art. 17).\n认定涉诉企业")
    async def identify_enterprise(self, info: Info, input: Input[IdentifyEnterpriseInput]) -> IdentifyEnterprisePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(IdentifyEnterprisePayload, info, identify_enterprise, input)
