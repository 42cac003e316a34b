"""registerEnterprise (企业建档): a profile for a code that has none."""

import strawberry

from plugins.enterprise_desk.commands.register_enterprise import register_enterprise
from plugins.enterprise_desk.inputs import RegisterEnterprise
from plugins.enterprise_desk.schema import enums  # noqa: F401 - registers the enum the field names
from plugins.enterprise_desk.schema.payloads import EnterprisePayload, answer_enterprise
from plugins.enterprise_desk.vocabulary import Size
from schema.api import Idempotent, Info, Input, mutation, optional


@strawberry.input(description="Register an enterprise.\n企业建档")
class RegisterEnterpriseInput(Idempotent):
    """Art. 17."""

    credit_code: str = strawberry.field(
        description="Unified social credit code (GB 32100), in any spelling.\n统一社会信用代码"
    )
    name: str = strawberry.field(description="Name, at most 200 characters.\n企业名称（最多 200 字）")
    industry: str = strawberry.field(description="Section of GB/T 4754, by its letter.\n所属行业门类")
    size: Size = strawberry.field(description="Size.\n企业规模")
    district: str = strawberry.field(description="Where it is, by code.\n所在区划代码")
    contact_name: str | None = optional("Whom to ask for, at most 200 characters.\n联系人（最多 200 字）")
    contact_phone: str | None = optional("Number, at most 200 characters.\n联系电话（最多 200 字）")

    def command(self) -> RegisterEnterprise:
        """See CommandInput."""
        return RegisterEnterprise(
            credit_code=self.credit_code,
            name=self.name,
            industry=self.industry,
            size=self.size,
            district=self.district,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
        )


@strawberry.type(description="What registerEnterprise answers.\n企业建档结果")
class RegisterEnterprisePayload(EnterprisePayload):
    """The new enterprise."""


@strawberry.type
class RegisterEnterpriseMutation:
    """Root field."""

    @mutation("Register an enterprise (Art. 17).\n企业建档")
    async def register_enterprise(self, info: Info, input: Input[RegisterEnterpriseInput]) -> RegisterEnterprisePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer_enterprise(RegisterEnterprisePayload, info, register_enterprise, input)
