"""divertCase (分类处置): one of the six exits."""

import strawberry

from core.cases.commands.divert_case import divert_case
from core.cases.inputs.triage import DivertCase
from core.cases.states import TriageExit
from schema.cases.inputs import Input, OnCaseInput, optional, optional_key
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Take one of the six exits.\n分类处置")
class DivertCaseInput(OnCaseInput):
    """Art. 13."""

    exit: TriageExit = strawberry.field(description="Which exit.\n处置方式")
    detail: str | None = optional(
        "Line, channel or ground by code; or the competent place or the reason as text, at most 2,000 characters.\n"
        "紧急热线、法定渠道或事由的代码，或管辖地、理由的文字（最多 2000 字）"
    )
    basis: str = strawberry.field(description="Legal basis, at most 2,000 characters.\n依据（最多 2000 字）")
    told: str = strawberry.field(
        description="What the reporter was told, at most 20,000 characters.\n告知内容（最多 20000 字）"
    )
    three_party_call: bool = strawberry.field(
        default=False, description="Whether it was a three-party call.\n是否三方通话"
    )
    prior_case_id: strawberry.ID | None = optional(
        "The earlier case, for a repeat without new facts.\n前次工单（重复诉求必填）"
    )

    def command(self) -> DivertCase:
        """See CommandInput."""
        return DivertCase(
            **self.subject(),
            exit=self.exit,
            detail=self.detail,
            basis=self.basis,
            told=self.told,
            three_party_call=self.three_party_call,
            prior_case_id=optional_key(self.prior_case_id, "case", "priorCaseId"),
        )


@strawberry.type(description="What divertCase answers.\n分类处置结果")
class DivertCasePayload(CasePayload):
    """The case, diverted."""


@strawberry.type
class DivertCaseMutation:
    """Root field."""

    @mutation("Take one of the six exits (Art. 13).\n分类处置")
    async def divert_case(self, info: Info, input: Input[DivertCaseInput]) -> DivertCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(DivertCasePayload, info, divert_case, input)
