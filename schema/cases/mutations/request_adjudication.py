"""requestAdjudication (提请研判): whose duty it is shall be ruled on."""

import strawberry

from core.cases.commands.request_adjudication import request_adjudication
from core.cases.inputs.dispatch import RequestAdjudication
from schema.cases.inputs import Input, OnCaseInput, keys
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Ask whose duty the case is.\n提请研判")
class RequestAdjudicationInput(OnCaseInput):
    """Art. 14(3)."""

    route: str = strawberry.field(description="How it is decided: a code of the set adjudication_route.\n研判方式代码")
    question: str = strawberry.field(description="What is unclear, at most 2,000 characters.\n研判事项（最多 2000 字）")
    participants: list[strawberry.ID] = strawberry.field(
        description="Units to be heard, at most 20.\n参与研判的单位（最多 20 个）"
    )

    def command(self) -> RequestAdjudication:
        """See CommandInput."""
        return RequestAdjudication(
            **self.subject(),
            route=self.route,
            question=self.question,
            participants=keys(self.participants, "unit", "participants"),
        )


@strawberry.type(description="What requestAdjudication answers.\n提请研判结果")
class RequestAdjudicationPayload(CasePayload):
    """The case, under adjudication."""


@strawberry.type
class RequestAdjudicationMutation:
    """Root field."""

    @mutation("Ask whose duty the case is (Art. 14(3)).\n提请研判")
    async def request_adjudication(
        self, info: Info, input: Input[RequestAdjudicationInput]
    ) -> RequestAdjudicationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RequestAdjudicationPayload, info, request_adjudication, input)
