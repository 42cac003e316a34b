"""approveExport (同意导出申请)."""

import strawberry

from core.exports.request import approve_export
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.exports.payloads import DecideExportInput, ExportPayload, answer


@strawberry.input(description="Let somebody else's export be made.\n同意导出申请")
class ApproveExportInput(DecideExportInput):
    """Nobody decides on their own."""


@strawberry.type(description="What approveExport answers.\n同意结果")
class ApproveExportPayload(ExportPayload):
    """The export, decided."""


@strawberry.type
class ApproveExportMutation:
    """Root field."""

    @mutation("Let somebody else's export be made (Art. 28).\n同意导出申请")
    async def approve_export(self, info: Info, input: Input[ApproveExportInput]) -> ApproveExportPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(ApproveExportPayload, info, approve_export, input)
