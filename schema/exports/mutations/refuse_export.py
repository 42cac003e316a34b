"""refuseExport (驳回导出申请)."""

import strawberry

from core.exports.request import refuse_export
from schema.cases.inputs import Input
from schema.context import Info
from schema.decorators import mutation
from schema.exports.payloads import DecideExportInput, ExportPayload, answer


@strawberry.input(description="Let somebody else's export not be made.\n驳回导出申请")
class RefuseExportInput(DecideExportInput):
    """Nobody decides on their own."""


@strawberry.type(description="What refuseExport answers.\n驳回结果")
class RefuseExportPayload(ExportPayload):
    """The export, decided."""


@strawberry.type
class RefuseExportMutation:
    """Root field."""

    @mutation("Let somebody else's export not be made (Art. 28).\n驳回导出申请")
    async def refuse_export(self, info: Info, input: Input[RefuseExportInput]) -> RefuseExportPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RefuseExportPayload, info, refuse_export, input)
