"""changeEnterprise (变更企业档案): the profile's next version."""

import strawberry

from plugins.enterprise_desk.commands.change_enterprise import change_enterprise
from plugins.enterprise_desk.inputs import ChangeEnterprise
from plugins.enterprise_desk.schema import enums  # noqa: F401 - registers the enum the field names
from plugins.enterprise_desk.schema.payloads import EnterprisePayload, answer_enterprise
from plugins.enterprise_desk.vocabulary import Size
from schema.api import Info, Input, Versioned, given, key, mutation, optional


@strawberry.input(description="Change an enterprise's profile.\n变更企业档案")
class ChangeEnterpriseInput(Versioned):
    """Art. 17."""

    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise.\n企业")
    name: str | None = optional("New name, at most 200 characters.\n企业名称（最多 200 字）")
    industry: str | None = optional("New section of GB/T 4754.\n所属行业门类")
    size: Size | None = optional("New size.\n企业规模")
    district: str | None = optional("New place, by code.\n所在区划代码")
    contact_name: str | None = optional("New contact, at most 200 characters.\n联系人（最多 200 字）")
    contact_phone: str | None = optional("New number, at most 200 characters.\n联系电话（最多 200 字）")

    def command(self) -> ChangeEnterprise:
        """See CommandInput."""
        return ChangeEnterprise(
            enterprise_id=key(self.enterprise_id, "enterprise", "enterpriseId"),
            expected_version=given(self.expected_version),
            name=self.name,
            industry=self.industry,
            size=self.size,
            district=self.district,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
        )


@strawberry.type(description="What changeEnterprise answers.\n变更企业档案结果")
class ChangeEnterprisePayload(EnterprisePayload):
    """The enterprise, changed."""


@strawberry.type
class ChangeEnterpriseMutation:
    """Root field."""

    @mutation("Change an enterprise's profile (Art. 17).\n变更企业档案")
    async def change_enterprise(self, info: Info, input: Input[ChangeEnterpriseInput]) -> ChangeEnterprisePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer_enterprise(ChangeEnterprisePayload, info, change_enterprise, input)
