"""Cases (诉求工单) and what stands beside them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.access.columns import CASE_COLUMNS
from core.assignments.model import assignment
from core.attachments.model import attachment
from core.cases.model import (
    adjudication,
    case_correction,
    case_file,
    information_request,
    merge,
    reporter,
    termination_request,
    triage,
)
from core.cases.states import CaseState, Channel, Kind, Secrecy, TerminationGround, Urgency
from core.deadlines.model import clock
from core.events.model import case_event
from core.ratings.model import callback, finding
from core.units.model import unit
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.actions.resolve import case_actions
from schema.actions.types import Action
from schema.assignments.types import Assignment
from schema.codes.labels import Code
from schema.context import Info
from schema.data import fields as data
from schema.deadlines.types import Deadline
from schema.decorators import field
from schema.events.types import CaseEvent
from schema.ratings.types import Callback, Finding
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.attachments.types import Attachment
    from schema.districts.types import District
    from schema.units.types import Unit

_Case = Annotated["Case", strawberry.lazy("schema.cases.types")]


@data.type(
    case_file,
    code="case",
    allow="case.read",
    visible=data.Scoped(CASE_COLUMNS),
    description="A citizen's appeal and its handling.\n诉求工单",
)
class Case(Node):
    """The unit of work of the hotline, owned by the agency that received it."""

    case_no: str = data.column(case_file.c.case_no, description="Case number.\n工单编号")
    version: int = data.column(case_file.c.version, description="Version, raised by every command.\n版本号")
    state: CaseState = data.enum(case_file.c.state, CaseState, description="Where the case stands.\n工单状态")
    kind: Kind = data.enum(case_file.c.kind, Kind, description="What the reporter wants.\n诉求类型")
    channel: Channel = data.enum(case_file.c.channel, Channel, description="How it came in.\n来源渠道")
    external_no: str | None = data.column(case_file.c.external_no, description="The channel's own number.\n外部编号")
    urgency: Urgency = data.enum(case_file.c.urgency, Urgency, description="How much time there is.\n紧急程度")
    secrecy: Secrecy = data.enum(case_file.c.secrecy, Secrecy, description="How closely it is kept.\n保密级别")
    category: Code | None = data.code("category", case_file.c.category, description="What it is about.\n诉求类别")
    district: Annotated["District", strawberry.lazy("schema.districts.types")] | None = data.one(
        "District", on=case_file.c.district, description="Where it happened.\n事发区划"
    )
    respondent: Annotated["Unit", strawberry.lazy("schema.units.types")] | None = data.one(
        "Unit",
        on=case_file.c.respondent_path,
        key=unit.c.path,
        allow="case.content",
        description="The unit a report is about, for who may read the content; never for who is of it.\n被举报单位",
    )
    title: str | None = data.content(
        "title", table=case_file, allow="case.content", description="Title, for who may read the content.\n标题"
    )
    content: str | None = data.content(
        "content", table=case_file, allow="case.content", description="What the reporter said.\n诉求内容"
    )
    place: str | None = data.content(
        "place", table=case_file, allow="case.content", description="Where exactly.\n详细地点"
    )
    grid_code: str | None = data.column(case_file.c.grid_code, description="Cell of the grid.\n网格编码")
    public_safety: bool = data.column(
        case_file.c.public_safety, description="Whether public safety is at stake.\n是否涉及公共安全"
    )
    enterprise: bool = data.column(case_file.c.enterprise, description="Whether an enterprise asks.\n是否涉企")
    registered_at: datetime = data.column(case_file.c.registered_at, description="When it was registered.\n登记时间")
    accepted_at: datetime | None = data.column(case_file.c.accepted_at, description="When it was accepted.\n受理时间")
    closed_at: datetime | None = data.column(case_file.c.closed_at, description="When it ended.\n办结时间")
    frozen_at: datetime | None = data.column(
        case_file.c.frozen_at, description="Since when nothing of it can be changed any more.\n期满归档时间"
    )
    anonymised_at: datetime | None = data.column(
        case_file.c.anonymised_at, description="When all that told of a person was taken from it.\n去标识化时间"
    )
    due_at: datetime | None = data.column(case_file.c.due_at, description="What is due next.\n最近到期时间")
    round: int = data.column(case_file.c.round, description="Round of handling, from 1.\n办理轮次")
    bounces: int = data.column(case_file.c.bounces, description="How often units handed it back.\n退单次数")
    outcome: Code | None = data.code("outcome", case_file.c.outcome, description="How it ended.\n处理结果")
    profile: str = data.column(case_file.c.profile, description="Policy profile it is timed by.\n时限规则")
    profile_version: int = data.column(case_file.c.profile_version, description="Version of it.\n规则版本")
    last_event_type: str = data.column(case_file.c.last_event_type, description="What happened last.\n最近事件")
    last_event_at: datetime = data.column(case_file.c.last_event_at, description="When it did.\n最近事件时间")
    reporter: Annotated["Reporter", strawberry.lazy("schema.cases.types")] | None = data.one(
        "Reporter", on=case_file.c.id, key=reporter.c.case_id, description="Who reported, masked.\n诉求人"
    )
    prior_case: _Case | None = data.one(
        "Case",
        on=case_file.c.prior_case_id,
        allow="case.prior",
        there="case.prior",
        description="The earlier case of a repeat, unless it would tell who reported confidentially.\n前次工单",
    )
    master: _Case | None = data.one("Case", on=case_file.c.master_id, description="The case it lives on in.\n主工单")
    merged: list[_Case] = data.many(
        "Case",
        by=case_file.c.master_id,
        order=(case_file.c.registered_at, case_file.c.id),
        description="Cases merged into this one.\n并入的工单",
    )
    assignments: list[Annotated["Assignment", strawberry.lazy("schema.assignments.types")]] = data.many(
        "Assignment",
        by=assignment.c.case_id,
        order=(assignment.c.dispatched_at, assignment.c.id),
        description="The units' parts.\n承办任务",
    )
    deadlines: list[Annotated["Deadline", strawberry.lazy("schema.deadlines.types")]] = data.many(
        "Deadline",
        by=clock.c.case_id,
        order=(clock.c.started_at, clock.c.id),
        description="All clocks.\n时限",
    )
    events: list[Annotated["CaseEvent", strawberry.lazy("schema.events.types")]] = data.many(
        "CaseEvent",
        by=case_event.c.case_id,
        order=(case_event.c.case_version, case_event.c.seq),
        description="The timeline.\n办理过程",
    )
    triages: list[Annotated["Triage", strawberry.lazy("schema.cases.types")]] = data.many(
        "Triage",
        by=triage.c.case_id,
        order=(triage.c.at, triage.c.id),
        description="Exits taken at triage.\n分类处置记录",
    )
    information_requests: list[Annotated["InformationRequest", strawberry.lazy("schema.cases.types")]] = data.many(
        "InformationRequest",
        by=information_request.c.case_id,
        order=(information_request.c.at, information_request.c.id),
        description="What the reporter was asked for.\n补充信息要求",
    )
    adjudications: list[Annotated["Adjudication", strawberry.lazy("schema.cases.types")]] = data.many(
        "Adjudication",
        by=adjudication.c.case_id,
        order=(adjudication.c.requested_at, adjudication.c.id),
        description="Rulings on whose duty it is.\n研判记录",
    )
    merges: list[Annotated["Merge", strawberry.lazy("schema.cases.types")]] = data.many(
        "Merge",
        by=merge.c.case_id,
        order=(merge.c.at, merge.c.id),
        description="Merges, undone ones too.\n并单记录",
    )
    termination_requests: list[Annotated["TerminationRequest", strawberry.lazy("schema.cases.types")]] = data.many(
        "TerminationRequest",
        by=termination_request.c.case_id,
        order=(termination_request.c.at, termination_request.c.id),
        description="Applications to end the handling.\n终止办理申请",
    )
    corrections: list[Annotated["Correction", strawberry.lazy("schema.cases.types")]] = data.many(
        "Correction",
        by=case_correction.c.case_id,
        order=(case_correction.c.at, case_correction.c.id),
        description="Corrections, objections and reopenings with their reasons.\n更正记录",
    )
    callbacks: list[Annotated["Callback", strawberry.lazy("schema.ratings.types")]] | None = data.many(
        "Callback",
        by=callback.c.case_id,
        order=(callback.c.at, callback.c.id),
        allow="rating.read",
        description="Callbacks with their answers.\n回访记录",
    )
    findings: list[Annotated["Finding", strawberry.lazy("schema.ratings.types")]] | None = data.many(
        "Finding",
        by=finding.c.case_id,
        order=(finding.c.at, finding.c.id),
        allow="rating.read",
        description="Findings on whether the demand is reasonable.\n合理性认定",
    )
    attachments: list[Annotated["Attachment", strawberry.lazy("schema.attachments.types")]] = data.many(
        "Attachment",
        by=attachment.c.case_id,
        order=(attachment.c.at, attachment.c.id),
        description="Voice, text, image and video.\n附件",
    )

    @field("What may be done to the case now, and why not.\n可执行操作")
    async def allowed_actions(self, info: Info) -> list[Action]:
        """Every verb on a case."""
        return await case_actions(info, self.row["id"])


@data.type(
    reporter,
    code="reporter",
    allow="reporter.read",
    visible=data.Through(Case, on=reporter.c.case_id),
    description="Who reported, every personal field masked.\n诉求人",
)
class Reporter(Node):
    """Handling units never see the reporter of a confidential case."""

    identity_mode: str = data.column(reporter.c.identity_mode, description="REAL_NAME or ANONYMOUS.\n实名或匿名")
    name: str | None = data.sealed("name", table=reporter, description="Masked name.\n姓名（脱敏）")
    phone: str | None = data.sealed("phone", table=reporter, description="Masked number.\n电话（脱敏）")
    identity_no: str | None = data.sealed(
        "identity_no", table=reporter, description="Masked identity number.\n身份证号（脱敏）"
    )
    address: str | None = data.sealed("address", table=reporter, description="Masked address.\n地址（脱敏）")
    email: str | None = data.sealed("email", table=reporter, description="Masked mail address.\n邮箱（脱敏）")
    company: str | None = data.content("company", table=reporter, description="Enterprise asking.\n企业名称")


@data.type(
    triage,
    code="triage",
    allow="case.read",
    visible=data.Through(Case, on=triage.c.case_id),
    description="An exit taken at triage.\n分类处置记录",
)
class Triage(Node):
    """Coded outcome, basis, and what the reporter was told."""

    exit: Code = data.code("triage_exit", triage.c.exit, description="Which exit.\n处置方式")
    detail: str | None = data.content("detail", table=triage, description="Line, channel, ground or place.\n处置详情")
    basis: str | None = data.content("basis", table=triage, description="Legal basis.\n依据")
    told: str | None = data.content(
        "told", table=triage, allow="case.content", description="What the reporter was told.\n告知内容"
    )
    three_party_call: bool = data.column(
        triage.c.three_party_call, description="Whether it was a three-party call.\n是否三方通话"
    )
    prior_case: _Case | None = data.one(
        "Case",
        on=triage.c.prior_case_id,
        allow="case.prior",
        there="case.prior",
        description="The repeated case, unless it would tell who reported confidentially.\n前次工单",
    )
    at: datetime = data.column(triage.c.at, description="When.\n时间")


@data.type(
    information_request,
    code="information_request",
    allow="case.read",
    visible=data.Through(Case, on=information_request.c.case_id),
    description="What the reporter was asked to supply.\n补充信息要求",
)
class InformationRequest(Node):
    """After `decideBy` the operator decides; nothing ends by itself."""

    missing: list[Code] = data.code(
        "information_field", information_request.c.missing, description="What is missing.\n缺少的信息"
    )
    at: datetime = data.column(information_request.c.at, description="When it was asked for.\n要求时间")
    decide_by: datetime = data.column(
        information_request.c.decide_by, description="Until when it is awaited.\n补充期限"
    )
    supplied_at: datetime | None = data.column(information_request.c.supplied_at, description="When it came.\n补充时间")


@data.type(
    adjudication,
    code="adjudication",
    allow="case.read",
    visible=data.Through(Case, on=adjudication.c.case_id),
    description="Whose duty it is (Art. 14(3)).\n职责研判",
)
class Adjudication(Node):
    """A question, the parties heard, the ruling."""

    route: Code = data.code("adjudication_route", adjudication.c.route, description="How it is decided.\n研判方式")
    question: str | None = data.content("question", table=adjudication, description="What is unclear.\n研判事项")
    ruling: str | None = data.content("ruling", table=adjudication, description="The ruling.\n裁定")
    basis: str | None = data.content("basis", table=adjudication, description="Its basis.\n依据")
    requested_at: datetime = data.column(adjudication.c.requested_at, description="When asked for.\n提请时间")
    ruled_at: datetime | None = data.column(adjudication.c.ruled_at, description="When ruled.\n裁定时间")


@data.type(
    merge,
    code="merge",
    allow="case.read",
    visible=data.Through(Case, on=merge.c.case_id),
    description="A merge of this case into a master.\n并单记录",
)
class Merge(Node):
    """Undone ones are kept."""

    master: _Case | None = data.one("Case", on=merge.c.master_id, description="The master.\n主工单")
    reason: str | None = data.content("reason", table=merge, description="Why.\n并单理由")
    at: datetime = data.column(merge.c.at, description="When.\n并单时间")
    undone_at: datetime | None = data.column(merge.c.undone_at, description="When it was undone.\n撤销并单时间")


@data.type(
    termination_request,
    code="termination_request",
    allow="case.read",
    visible=data.Through(Case, on=termination_request.c.case_id),
    description="An application to end the handling (Art. 15(5), (6)).\n终止办理申请",
)
class TerminationRequest(Node):
    """Decided by the city agency alone."""

    ground: TerminationGround = data.enum(
        termination_request.c.ground, TerminationGround, description="On which ground.\n终止事由"
    )
    explanation: str | None = data.content("explanation", table=termination_request, description="Explanation.\n说明")
    at: datetime = data.column(termination_request.c.at, description="When.\n申请时间")
    decision: str | None = data.column(termination_request.c.decision, description="APPROVED or REJECTED.\n审核结果")
    decision_reason: str | None = data.content(
        "decision_reason", table=termination_request, description="Why.\n审核理由"
    )
    decided_at: datetime | None = data.column(termination_request.c.decided_at, description="When.\n审核时间")


@data.type(
    case_correction,
    code="correction",
    allow="case.read",
    visible=data.Through(Case, on=case_correction.c.case_id),
    description="A correction, objection or reopening with its reason.\n更正记录",
)
class Correction(Node):
    """Codes before and after are in the event."""

    reason: str | None = data.content("reason", table=case_correction, description="Why.\n理由")
    at: datetime = data.column(case_correction.c.at, description="When.\n时间")
