"""objectToDiversion (分类处置异议): the reporter objects to a diversion."""

import strawberry

from core.cases.commands.object_to_diversion import object_to_diversion
from core.cases.inputs.triage import ObjectToDiversion
from schema.cases.inputs import Input, OnCaseInput
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Record the reporter's objection to a diversion; possible once.\n分类处置异议")
class ObjectToDiversionInput(OnCaseInput):
    """Art. 13."""

    reason: str = strawberry.field(
        description="Why the reporter objects, at most 2,000 characters.\n异议理由（最多 2000 字）"
    )

    def command(self) -> ObjectToDiversion:
        """See CommandInput."""
        return ObjectToDiversion(**self.subject(), reason=self.reason)


@strawberry.type(description="What objectToDiversion answers.\n分类处置异议结果")
class ObjectToDiversionPayload(CasePayload):
    """The case, received again."""


@strawberry.type
class ObjectToDiversionMutation:
    """Root field."""

    @mutation("Record the reporter's objection to a diversion; possible once (Art. 13).\n分类处置异议")
    async def object_to_diversion(self, info: Info, input: Input[ObjectToDiversionInput]) -> ObjectToDiversionPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ObjectToDiversionPayload, info, object_to_diversion, input)
