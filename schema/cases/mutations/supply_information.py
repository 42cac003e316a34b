"""supplyInformation (补充信息): the reporter adds what was asked for."""

import strawberry

from core.cases.commands.supply_information import supply_information
from core.cases.inputs.intake import SupplyInformation
from schema.cases.inputs import Input, OnCaseInput, ReporterDetailsInput, keys, optional, optional_list, reporter
from schema.cases.payloads import CasePayload, answer
from schema.context import Info
from schema.decorators import mutation


@strawberry.input(description="Add what was asked for.\n补充信息")
class SupplyInformationInput(OnCaseInput):
    """Art. 10."""

    reporter: ReporterDetailsInput | None = optional(
        "Who reports; what is absent stays as it is.\n诉求人信息（未填写的不变）"
    )
    place: str | None = optional("Where exactly, at most 2,000 characters.\n详细地点（最多 2000 字）")
    content: str | None = optional(
        "What the reporter says now, at most 20,000 characters; joins what was said before.\n"
        "补充的诉求内容（最多 20000 字，并入原内容）"
    )
    attachments: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n附件（最多 20 个）")

    def command(self) -> SupplyInformation:
        """See CommandInput."""
        return SupplyInformation(
            **self.subject(),
            reporter=reporter(self.reporter),
            place=self.place,
            content=self.content,
            attachments=keys(self.attachments, "attachment", "attachments"),
        )


@strawberry.type(description="What supplyInformation answers.\n补充信息结果")
class SupplyInformationPayload(CasePayload):
    """The case, received again."""


@strawberry.type
class SupplyInformationMutation:
    """Root field."""

    @mutation("Add what was asked for (Art. 10).\n补充信息")
    async def supply_information(self, info: Info, input: Input[SupplyInformationInput]) -> SupplyInformationPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(SupplyInformationPayload, info, supply_information, input)
