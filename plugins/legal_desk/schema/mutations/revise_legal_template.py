"""reviseLegalTemplate (修订法律意见模板)."""

import strawberry

from plugins.legal_desk.commands.revise_template import revise_template
from plugins.legal_desk.inputs import ReviseTemplate
from plugins.legal_desk.schema.payloads import TemplatePayload, templated
from schema.api import Info, Input, Versioned, given, key, mutation


@strawberry.input(description="Give a template new words.\n修订法律意见模板")
class ReviseLegalTemplateInput(Versioned):
    """Opinions written from it keep theirs."""

    template_id: strawberry.ID = strawberry.field(description="The template.\n模板")
    name: str = strawberry.field(description="Name, at most 100 characters.\n名称（最多 100 字）")
    body: str = strawberry.field(
        description="With {advice} and {provisions}, at most 20,000 characters.\n"
        "正文，须含 {advice} 与 {provisions}（最多 20000 字）"
    )

    def command(self) -> ReviseTemplate:
        """See CommandInput."""
        template_id = key(self.template_id, "legal_template", "templateId")
        expected_version = given(self.expected_version)
        return ReviseTemplate(
            template_id=template_id, name=self.name, body=self.body, expected_version=expected_version
        )


@strawberry.type(description="What reviseLegalTemplate answers.\n修订结果")
class ReviseLegalTemplatePayload(TemplatePayload):
    """The template as it is now."""


@strawberry.type
class ReviseLegalTemplateMutation:
    """Root field."""

    @mutation("Give a template new words.\n修订法律意见模板")
    async def revise_legal_template(
        self, info: Info, input: Input[ReviseLegalTemplateInput]
    ) -> ReviseLegalTemplatePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await templated(ReviseLegalTemplatePayload, info, revise_template, input)
