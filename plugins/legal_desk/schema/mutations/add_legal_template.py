"""addLegalTemplate (新增法律意见模板)."""

import strawberry

from plugins.legal_desk.commands.add_template import add_template
from plugins.legal_desk.inputs import AddTemplate
from plugins.legal_desk.schema.payloads import TemplatePayload, templated
from schema.api import Idempotent, Info, Input, mutation


@strawberry.input(description="Keep words for opinions.\n新增法律意见模板")
class AddLegalTemplateInput(Idempotent):
    """Placeholders are checked."""

    district: str = strawberry.field(description="Code of the place, with all below it.\n适用区划代码（含下级）")
    name: str = strawberry.field(description="Name, at most 100 characters.\n名称（最多 100 字）")
    body: str = strawberry.field(
        description="With {advice} and {provisions}, at most 20,000 characters.\n"
        "正文，须含 {advice} 与 {provisions}（最多 20000 字）"
    )

    def command(self) -> AddTemplate:
        """See CommandInput."""
        return AddTemplate(district=self.district, name=self.name, body=self.body)


@strawberry.type(description="What addLegalTemplate answers.\n新增结果")
class AddLegalTemplatePayload(TemplatePayload):
    """The template."""


@strawberry.type
class AddLegalTemplateMutation:
    """Root field."""

    @mutation("Keep words for opinions.\n新增法律意见模板")
    async def add_legal_template(self, info: Info, input: Input[AddLegalTemplateInput]) -> AddLegalTemplatePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await templated(AddLegalTemplatePayload, info, add_template, input)
