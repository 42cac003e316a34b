"""retireLegalTemplate (停用法律意见模板)."""

import strawberry

from plugins.legal_desk.commands.retire_template import retire_template
from plugins.legal_desk.inputs import RetireTemplate
from plugins.legal_desk.schema.payloads import TemplatePayload, templated
from schema.api import Info, Input, Versioned, given, key, mutation


@strawberry.input(description="Take a template out of use.\n停用法律意见模板")
class RetireLegalTemplateInput(Versioned):
    """For good."""

    template_id: strawberry.ID = strawberry.field(description="The template.\n模板")

    def command(self) -> RetireTemplate:
        """See CommandInput."""
        template_id = key(self.template_id, "legal_template", "templateId")
        return RetireTemplate(template_id=template_id, expected_version=given(self.expected_version))


@strawberry.type(description="What retireLegalTemplate answers.\n停用结果")
class RetireLegalTemplatePayload(TemplatePayload):
    """The template, retired."""


@strawberry.type
class RetireLegalTemplateMutation:
    """Root field."""

    @mutation("Take a template out of use.\n停用法律意见模板")
    async def retire_legal_template(
        self, info: Info, input: Input[RetireLegalTemplateInput]
    ) -> RetireLegalTemplatePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await templated(RetireLegalTemplatePayload, info, retire_template, input)
