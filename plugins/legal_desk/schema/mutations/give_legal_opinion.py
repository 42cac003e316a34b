"""giveLegalOpinion (出具法律意见)."""

import strawberry

from plugins.legal_desk.commands.give_opinion import give_opinion
from plugins.legal_desk.inputs import Cited, GiveOpinion
from plugins.legal_desk.schema.inputs import OnConsultationInput
from plugins.legal_desk.schema.payloads import ConsultationPayload, consulted
from schema.api import Info, Input, bounded, mutation, optional, optional_key, optional_list


@strawberry.input(description="A provision an opinion rests on.\n引用法条")
class LegalProvisionInput:
    """As published."""

    law: str = strawberry.field(description="Title of the law, at most 200 characters.\n法律法规名称（最多 200 字）")
    article: str = strawberry.field(description="Article, at most 200 characters.\n条款项（最多 200 字）")
    quotation: str = strawberry.field(description="Its words, at most 2,000 characters.\n条文内容（最多 2000 字）")


@strawberry.input(description="The value of a template's placeholder.\n占位符内容")
class LegalTemplateValueInput:
    """One of facts, analysis, advice."""

    name: str = strawberry.field(description="Placeholder.\n占位符")
    value: str = strawberry.field(description="What stands there, at most 20,000 characters.\n内容（最多 20000 字）")


@strawberry.input(description="Give an opinion, in words or from a template.\n出具法律意见")
class GiveLegalOpinionInput(OnConsultationInput):
    """A further one takes the place of the one before."""

    provisions: list[LegalProvisionInput] = strawberry.field(
        description="What it rests on: one at least, 20 at most.\n引用法条（1 至 20 条）"
    )
    text: str | None = optional("The opinion, at most 20,000 characters; or\n意见正文（最多 20000 字），或")
    template_id: strawberry.ID | None = optional("a template.\n所用模板")
    values: list[LegalTemplateValueInput] = optional_list("The template's placeholders.\n模板占位符内容")

    def command(self) -> GiveOpinion:
        """See CommandInput."""
        cited = bounded(self.provisions, "provisions")
        return GiveOpinion(
            **self.subject(),
            provisions=tuple(Cited(law=one.law, article=one.article, quotation=one.quotation) for one in cited),
            text=self.text,
            template_id=optional_key(self.template_id, "legal_template", "templateId"),
            values=tuple((one.name, one.value) for one in bounded(self.values, "values")),
        )


@strawberry.type(description="What giveLegalOpinion answers.\n出具意见结果")
class GiveLegalOpinionPayload(ConsultationPayload):
    """The consultation with its opinions."""


@strawberry.type
class GiveLegalOpinionMutation:
    """Root field."""

    @mutation("Give an opinion with the provisions it rests on.\n出具法律意见")
    async def give_legal_opinion(self, info: Info, input: Input[GiveLegalOpinionInput]) -> GiveLegalOpinionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await consulted(GiveLegalOpinionPayload, info, give_opinion, input)
