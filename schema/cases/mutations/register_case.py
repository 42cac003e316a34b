"""registerCase (登记): an appeal becomes a case."""

import strawberry

from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind, Secrecy, Urgency
from schema.cases.inputs import Input, ReporterDetailsInput, keys, optional, optional_key, optional_list, reporter
from schema.cases.payloads import CasePayload
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.decorators import mutation
from schema.inputs import Idempotent
from schema.mutation import run


@strawberry.input(description="Register an appeal.\n登记")
class RegisterCaseInput(Idempotent):
    """Art. 2, 10, 12. The pair (channel, externalNo) makes a repeated registration the same case."""

    channel: Channel = strawberry.field(description="How it came in.\n来源渠道")
    kind: Kind = strawberry.field(description="What the reporter wants.\n诉求类型")
    title: str = strawberry.field(description="Title, at most 200 characters.\n标题（最多 200 字）")
    content: str = strawberry.field(
        description="What the reporter said, at most 20,000 characters.\n诉求内容（最多 20000 字）"
    )
    district: str = strawberry.field(description="Where it happened, by code.\n事发区划代码")
    external_no: str | None = optional(
        "The channel's own number, at most 128 characters; the same number gives the case that is there already.\n"
        "渠道的外部编号（最多 128 字；相同编号返回已登记的工单）"
    )
    place: str | None = optional("Where exactly, at most 2,000 characters.\n详细地点（最多 2000 字）")
    grid_code: str | None = optional("Cell of the grid, at most 64 characters.\n网格编码（最多 64 字）")
    category: str | None = optional("What it is about, by code; may wait until it is accepted.\n诉求类别代码")
    urgency: Urgency = strawberry.field(default=Urgency.NORMAL, description="How much time there is.\n紧急程度")
    secrecy: Secrecy | None = optional(
        "How closely it is to be kept; a report is confidential in any case.\n保密级别（举报一律为诉求人保密）"
    )
    public_safety: bool = strawberry.field(
        default=False, description="Whether public safety is at stake.\n是否涉及公共安全"
    )
    enterprise: bool = strawberry.field(default=False, description="Whether an enterprise asks.\n是否涉企")
    prior_case_id: strawberry.ID | None = optional("The earlier case of a repeat.\n前次工单")
    respondent_id: strawberry.ID | None = optional(
        "The unit a report is about: nobody of it, or of a unit below, is told of the case.\n被举报单位（该单位及其下级不得知悉）"
    )
    reporter: ReporterDetailsInput | None = optional("Who reports; anonymous if absent.\n诉求人信息（不填为匿名）")
    attachments: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n附件（最多 20 个）")

    def command(self) -> RegisterCase:
        """See CommandInput."""
        return RegisterCase(
            channel=self.channel,
            kind=self.kind,
            title=self.title,
            content=self.content,
            district=self.district,
            external_no=self.external_no,
            place=self.place,
            grid_code=self.grid_code,
            category=self.category,
            urgency=self.urgency,
            secrecy=self.secrecy,
            public_safety=self.public_safety,
            enterprise=self.enterprise,
            prior_case_id=optional_key(self.prior_case_id, "case", "priorCaseId"),
            respondent_id=optional_key(self.respondent_id, "unit", "respondentId"),
            reporter=reporter(self.reporter),
            attachments=keys(self.attachments, "attachment", "attachments"),
        )


@strawberry.type(description="What registerCase answers.\n登记结果")
class RegisterCasePayload(CasePayload):
    """The new case, or the one that has the external number already."""

    access_code: str | None = strawberry.field(
        description="With the case number it opens the reporter's own case; told only this once.\n"
        "查询码（与工单编号一起供诉求人查询，仅此一次返回）"
    )


@strawberry.type
class RegisterCaseMutation:
    """Root field."""

    @mutation("Register an appeal (Art. 2, 10, 12).\n登记")
    async def register_case(self, info: Info, input: Input[RegisterCaseInput]) -> RegisterCasePayload:
        """Raises no refusal: it stands in `userErrors`."""
        done = await run(info, register_case, input)
        if isinstance(done, list):
            return RegisterCasePayload(case=None, access_code=None, user_errors=done)
        case = data.reference(info, Case, done.case_id)
        return RegisterCasePayload(case=case, access_code=done.secret, user_errors=[])
