"""What is written down beside a case: exits at triage, information asked for, rulings, merges, ends asked for, corrections."""

from datetime import datetime
from typing import Annotated

import strawberry

from core.cases.model import adjudication, case_correction, information_request, merge, termination_request, triage
from core.cases.states import TerminationGround
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.cases.types import Case
from schema.codes.labels import Code
from schema.data import fields as data
from schema.relay.node import Node

_Case = Annotated["Case", strawberry.lazy("schema.cases.types")]


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
