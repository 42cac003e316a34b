"""correctCase (更正): something was taken down wrongly."""

import strawberry

from core.cases.commands.correct_case import correct_case
from core.cases.inputs.intake import CorrectCase
from core.cases.states import Secrecy, Urgency
from schema.cases.inputs import Input, OnCaseInput, optional, optional_key
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Correct what was taken down wrongly; what is absent stays as it is.\n更正")
class CorrectCaseInput(OnCaseInput):
    """At least one value must differ from the present one."""

    reason: str = strawberry.field(description="Why, at most 2,000 characters.\n更正理由（最多 2000 字）")
    category: str | None = optional("What it is about, by code.\n诉求类别代码")
    district: str | None = optional("Where it happened, by code.\n事发区划代码")
    secrecy: Secrecy | None = optional(
        "How closely it is kept; a report stays confidential.\n保密级别（举报不得低于诉求人保密）"
    )
    urgency: Urgency | None = optional("How much time there is.\n紧急程度")
    respondent_id: strawberry.ID | None = optional(
        "The unit a report is about: nobody of it, or of a unit below, is told of the case from now on.\n"
        "被举报单位（该单位及其下级不再知悉）"
    )
    accuses_nobody: bool = strawberry.field(
        default=False, description="The report is about no unit after all.\n举报不涉及任何单位"
    )

    def command(self) -> CorrectCase:
        """See CommandInput."""
        return CorrectCase(
            **self.subject(),
            reason=self.reason,
            category=self.category,
            district=self.district,
            secrecy=self.secrecy,
            urgency=self.urgency,
            respondent_id=optional_key(self.respondent_id, "unit", "respondentId"),
            accuses_nobody=self.accuses_nobody,
        )


@strawberry.type(description="What correctCase answers.\n更正结果")
class CorrectCasePayload(CasePayload):
    """The case as corrected."""


@strawberry.type
class CorrectCaseMutation:
    """Root field."""

    @mutation(
        "Correct category, place, secrecy, urgency or whom a report accuses; open clocks are reckoned again from their first "
        "start.\n更正"
    )
    async def correct_case(self, info: Info, input: Input[CorrectCaseInput]) -> CorrectCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(CorrectCasePayload, info, correct_case, input)
