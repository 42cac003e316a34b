"""answerCase (直接答复): the reporter is answered on the spot."""

import strawberry

from core.cases.commands.answer_case import answer_case
from core.cases.inputs.intake import AnswerCase
from schema.cases.inputs import Input, OnCaseInput, bounded, optional_list
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Answer the case on the spot.\n直接答复")
class AnswerCaseInput(OnCaseInput):
    """Art. 12."""

    reply: str = strawberry.field(
        description="What the reporter was told, at most 20,000 characters.\n答复内容（最多 20000 字）"
    )
    knowledge_entries: list[str] = optional_list(
        "Knowledge the answer rests on, at most 20 numbers.\n引用的知识条目（最多 20 个编号）"
    )

    def command(self) -> AnswerCase:
        """See CommandInput."""
        return AnswerCase(
            **self.subject(),
            reply=self.reply,
            knowledge_entries=tuple(bounded(self.knowledge_entries, "knowledgeEntries")),
        )


@strawberry.type(description="What answerCase answers.\n直接答复结果")
class AnswerCasePayload(CasePayload):
    """The case, answered."""


@strawberry.type
class AnswerCaseMutation:
    """Root field."""

    @mutation("Answer the case on the spot (Art. 12).\n直接答复")
    async def answer_case(self, info: Info, input: Input[AnswerCaseInput]) -> AnswerCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(AnswerCasePayload, info, answer_case, input)
