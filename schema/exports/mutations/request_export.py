"""requestExport (申请数据导出): cases in a file that only the requester can open."""

from datetime import datetime

import strawberry

from core.cases.states import CaseState, Kind
from core.exports.columns import ExportColumn
from core.exports.request import RequestExport, request_export
from core.exports.rows import Filter
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.cases.inputs import Input, bounded, optional, optional_list
from schema.context import Info
from schema.decorators import mutation
from schema.exports.payloads import ExportPayload, answer
from schema.inputs import Idempotent


@strawberry.input(description="Which cases are wanted; what is left out asks for nothing.\n导出范围")
class ExportFilter:
    """Conditions that must all hold."""

    kinds: list[Kind] = optional_list("Only these.\n诉求类型")
    states: list[CaseState] = optional_list("Only these.\n工单状态")
    district: str | None = optional("Only in this place and below it: a code.\n区划代码（含下级）")
    registered_since: datetime | None = optional("Registered then or later.\n登记时间起")
    registered_before: datetime | None = optional("Registered before then.\n登记时间止（不含）")

    def filter(self) -> Filter:
        """As the command takes it. Raises TOO_MANY."""
        return Filter(
            kinds=tuple(one.value for one in bounded(self.kinds, "filter")),
            states=tuple(one.value for one in bounded(self.states, "filter")),
            district=self.district,
            since=self.registered_since,
            before=self.registered_before,
        )


@strawberry.input(description="Ask for cases in a file.\n申请数据导出")
class RequestExportInput(Idempotent):
    """The file has your watermark, and is handed out for a day."""

    filter: ExportFilter = strawberry.field(description="Which cases.\n导出范围")
    columns: list[ExportColumn] = strawberry.field(description="What of them, at most 20.\n导出列（最多 20 个）")
    purpose: str = strawberry.field(description="What for: a code of the set export_purpose.\n用途代码")
    public_key: str = strawberry.field(
        description="Your X25519 public key in base64, as `hotline export key` prints it.\n公钥（base64）"
    )

    def command(self) -> RequestExport:
        """As the command takes it."""
        columns = tuple(bounded(self.columns, "columns"))
        return RequestExport(
            columns=columns, purpose=self.purpose, public_key=self.public_key, filter=self.filter.filter()
        )


@strawberry.type(description="What requestExport answers.\n申请结果")
class RequestExportPayload(ExportPayload):
    """The export, to be approved or being made."""


@strawberry.type
class RequestExportMutation:
    """Root field."""

    @mutation("Ask for cases in a file that only you can open (Art. 28).\n申请数据导出", weight=1_000)
    async def request_export(self, info: Info, input: Input[RequestExportInput]) -> RequestExportPayload:
        """Raises no refusal: it stands in `userErrors`."""
        return await answer(RequestExportPayload, info, request_export, input)
