"""requestInformation (要求补充): what is missing is asked of the reporter."""

import strawberry

from core.cases.commands.request_information import request_information
from core.cases.inputs.intake import RequestInformation
from schema.cases.inputs import Input, OnCaseInput, bounded
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Ask the reporter for what is missing.\n要求补充")
class RequestInformationInput(OnCaseInput):
    """Art. 10."""

    missing: list[str] = strawberry.field(
        description="Codes of the set information_field, at most 20.\n缺少的信息（最多 20 项）"
    )

    def command(self) -> RequestInformation:
        """See CommandInput."""
        return RequestInformation(**self.subject(), missing=tuple(bounded(self.missing, "missing")))


@strawberry.type(description="What requestInformation answers.\n要求补充结果")
class RequestInformationPayload(CasePayload):
    """The case, waiting for information."""


@strawberry.type
class RequestInformationMutation:
    """Root field."""

    @mutation("Ask the reporter for what is missing (Art. 10).\n要求补充")
    async def request_information(self, info: Info, input: Input[RequestInformationInput]) -> RequestInformationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RequestInformationPayload, info, request_information, input)
