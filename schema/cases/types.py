"""Cases (诉求工单)."""

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
from core.cases.states import CaseState, Channel, Kind, Secrecy, Urgency
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
    from schema.cases.records import Adjudication, Correction, InformationRequest, Merge, TerminationRequest, Triage
    from schema.cases.reporter import Reporter
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
    reporter: Annotated["Reporter", strawberry.lazy("schema.cases.reporter")] | None = data.one(
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
    triages: list[Annotated["Triage", strawberry.lazy("schema.cases.records")]] = data.many(
        "Triage",
        by=triage.c.case_id,
        order=(triage.c.at, triage.c.id),
        description="Exits taken at triage.\n分类处置记录",
    )
    information_requests: list[Annotated["InformationRequest", strawberry.lazy("schema.cases.records")]] = data.many(
        "InformationRequest",
        by=information_request.c.case_id,
        order=(information_request.c.at, information_request.c.id),
        description="What the reporter was asked for.\n补充信息要求",
    )
    adjudications: list[Annotated["Adjudication", strawberry.lazy("schema.cases.records")]] = data.many(
        "Adjudication",
        by=adjudication.c.case_id,
        order=(adjudication.c.requested_at, adjudication.c.id),
        description="Rulings on whose duty it is.\n研判记录",
    )
    merges: list[Annotated["Merge", strawberry.lazy("schema.cases.records")]] = data.many(
        "Merge",
        by=merge.c.case_id,
        order=(merge.c.at, merge.c.id),
        description="Merges, undone ones too.\n并单记录",
    )
    termination_requests: list[Annotated["TerminationRequest", strawberry.lazy("schema.cases.records")]] = data.many(
        "TerminationRequest",
        by=termination_request.c.case_id,
        order=(termination_request.c.at, termination_request.c.id),
        description="Applications to end the handling.\n终止办理申请",
    )
    corrections: list[Annotated["Correction", strawberry.lazy("schema.cases.records")]] = data.many(
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
