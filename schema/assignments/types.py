"""Assignments (承办任务): one unit's part in a case, and what the unit does with it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.access.columns import ASSIGNMENT_COLUMNS
from core.assignments.model import assignment, commitment, contact, extension_request, feedback, return_request
from core.cases.states import AssignmentState, Role
from core.deadlines.model import clock
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.actions.resolve import assignment_actions
from schema.actions.types import Action
from schema.codes.labels import Code
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.cases.types import Case
    from schema.deadlines.types import Deadline
    from schema.units.types import Unit

_Unit = Annotated["Unit", strawberry.lazy("schema.units.types")]
_Assignment = Annotated["Assignment", strawberry.lazy("schema.assignments.types")]


@data.type(
    assignment,
    code="assignment",
    allow="assignment.read",
    visible=data.Scoped(ASSIGNMENT_COLUMNS),
    description="One unit's part in a case, per round.\n承办任务",
)
class Assignment(Node):
    """Its clocks start at dispatch, never at acceptance."""

    version: int = data.column(assignment.c.version, description="Version of the assignment.\n版本号")
    state: AssignmentState = data.enum(
        assignment.c.state, AssignmentState, description="Where the unit stands.\n承办任务状态"
    )
    role: Role = data.enum(assignment.c.role, Role, description="What part the unit has.\n承办角色")
    round: int = data.column(assignment.c.round, description="Round of handling.\n办理轮次")
    case: Annotated["Case", strawberry.lazy("schema.cases.types")] | None = data.one(
        "Case", on=assignment.c.case_id, description="The case.\n工单"
    )
    unit: _Unit | None = data.one("Unit", on=assignment.c.unit_id, description="The unit.\n承办单位")
    parent: _Assignment | None = data.one(
        "Assignment", on=assignment.c.parent_id, description="Who passed it down.\n上级任务"
    )
    children: list[_Assignment] = data.many(
        "Assignment",
        by=assignment.c.parent_id,
        order=(assignment.c.dispatched_at, assignment.c.id),
        description="What was passed down.\n下派任务",
    )
    basis: str | None = data.content("basis", table=assignment, description="Legal basis of the dispatch.\n派单依据")
    dispatched_at: datetime = data.column(assignment.c.dispatched_at, description="When dispatched.\n派单时间")
    accepted_at: datetime | None = data.column(assignment.c.accepted_at, description="When accepted.\n签收时间")
    deemed_accepted: bool = data.column(
        assignment.c.deemed_accepted, description="Whether silence made it accepted.\n是否视为接收"
    )
    contacted_at: datetime | None = data.column(
        assignment.c.contacted_at, description="When the reporter was first reached.\n首次联系时间"
    )
    submitted_at: datetime | None = data.column(
        assignment.c.submitted_at, description="When the unit reported back.\n反馈时间"
    )
    ended_at: datetime | None = data.column(assignment.c.ended_at, description="When it ended.\n结束时间")
    due_at: datetime | None = data.column(assignment.c.due_at, description="When handling is due.\n办理期限")
    review_on: date | None = data.column(
        assignment.c.review_on, description="When shelved work is looked at again.\n复查日期"
    )
    deadlines: list[Annotated["Deadline", strawberry.lazy("schema.deadlines.types")]] = data.many(
        "Deadline",
        by=clock.c.assignment_id,
        order=(clock.c.started_at, clock.c.id),
        description="Its clocks.\n时限",
    )
    returns: list[Annotated["ReturnRequest", strawberry.lazy("schema.assignments.types")]] = data.many(
        "ReturnRequest",
        by=return_request.c.assignment_id,
        order=(return_request.c.at, return_request.c.id),
        description="Requests to hand it back.\n退单申请",
    )
    contacts: list[Annotated["Contact", strawberry.lazy("schema.assignments.types")]] = data.many(
        "Contact",
        by=contact.c.assignment_id,
        order=(contact.c.at, contact.c.id),
        description="Contacts with the reporter.\n联系记录",
    )
    extensions: list[Annotated["Extension", strawberry.lazy("schema.assignments.types")]] = data.many(
        "Extension",
        by=extension_request.c.assignment_id,
        order=(extension_request.c.at, extension_request.c.id),
        description="Requests for more time.\n延期申请",
    )
    feedbacks: list[Annotated["Feedback", strawberry.lazy("schema.assignments.types")]] = data.many(
        "Feedback",
        by=feedback.c.assignment_id,
        order=(feedback.c.at, feedback.c.id),
        description="What the unit reported.\n反馈",
    )
    commitments: list[Annotated["Commitment", strawberry.lazy("schema.assignments.types")]] = data.many(
        "Commitment",
        by=commitment.c.assignment_id,
        order=(commitment.c.at, commitment.c.id),
        description="Promises.\n承诺事项",
    )

    @field("What may be done to the assignment now, and why not.\n可执行操作")
    async def allowed_actions(self, info: Info) -> list[Action]:
        """Every verb on an assignment."""
        return await assignment_actions(info, self.row["case_id"], self.row["id"])


@data.type(
    return_request,
    code="return_request",
    allow="assignment.read",
    visible=data.Through(Assignment, on=return_request.c.assignment_id),
    description="A request to hand an assignment back.\n退单申请",
)
class ReturnRequest(Node):
    """With reason, basis and a suggested unit."""

    reason: Code = data.code("return_reason", return_request.c.reason, description="Why.\n退单理由")
    explanation: str | None = data.content("explanation", table=return_request, description="Explanation.\n说明")
    basis: str | None = data.content("basis", table=return_request, description="Basis.\n依据")
    suggested_unit: _Unit | None = data.one(
        "Unit", on=return_request.c.suggested_unit_id, description="Whose it is instead.\n建议承办单位"
    )
    at: datetime = data.column(return_request.c.at, description="When asked.\n申请时间")
    decision: str | None = data.column(
        return_request.c.decision, description="APPROVED, REJECTED or REASSIGNED.\n审核结果"
    )
    decision_reason: str | None = data.content("decision_reason", table=return_request, description="Why.\n审核理由")
    decided_at: datetime | None = data.column(return_request.c.decided_at, description="When decided.\n审核时间")


@data.type(
    contact,
    code="contact",
    allow="assignment.read",
    visible=data.Through(Assignment, on=contact.c.assignment_id),
    description="An attempt to contact the reporter (Art. 15(1)).\n联系记录",
)
class Contact(Node):
    """The note is content."""

    method: Code = data.code("contact_method", contact.c.method, description="How.\n联系方式")
    outcome: Code = data.code("contact_outcome", contact.c.outcome, description="With what outcome.\n联系结果")
    note: str | None = data.content("note", table=contact, allow="case.content", description="Note.\n联系内容")
    at: datetime = data.column(contact.c.at, description="When.\n联系时间")


@data.type(
    extension_request,
    code="extension",
    allow="assignment.read",
    visible=data.Through(Assignment, on=extension_request.c.assignment_id),
    description="A request for more working days (Art. 15(4)).\n延期申请",
)
class Extension(Node):
    """Asked for before due, with the reporter told."""

    days: int = data.column(extension_request.c.days, description="Working days asked for.\n申请延长工作日")
    reason: Code = data.code("extension_reason", extension_request.c.reason, description="Why.\n延期理由")
    explanation: str | None = data.content("explanation", table=extension_request, description="Explanation.\n说明")
    citizen_told_at: datetime = data.column(
        extension_request.c.citizen_told_at, description="When the reporter was told.\n告知诉求人时间"
    )
    at: datetime = data.column(extension_request.c.at, description="When asked.\n申请时间")
    decision: str | None = data.column(extension_request.c.decision, description="APPROVED or REJECTED.\n审核结果")
    decision_reason: str | None = data.content("decision_reason", table=extension_request, description="Why.\n审核理由")
    decided_at: datetime | None = data.column(extension_request.c.decided_at, description="When decided.\n审核时间")


@data.type(
    feedback,
    code="feedback",
    allow="assignment.read",
    visible=data.Through(Assignment, on=feedback.c.assignment_id),
    description="What a unit reported back (Art. 15(3)).\n反馈",
)
class Feedback(Node):
    """The internal account and the public reply are different texts."""

    facts_true: bool = data.column(feedback.c.facts_true, description="Whether the facts are true.\n是否属实")
    within_remit: bool = data.column(
        feedback.c.within_remit, description="Whether it is the unit's duty.\n是否属于职责范围"
    )
    resolved: bool = data.column(feedback.c.resolved, description="Whether it is resolved.\n是否解决")
    unresolved_reason: str | None = data.content(
        "unresolved_reason", table=feedback, description="Why not.\n未解决原因"
    )
    actions_taken: str | None = data.content(
        "actions_taken", table=feedback, allow="case.content", description="What was done.\n办理情况"
    )
    public_reply: str | None = data.content(
        "public_reply", table=feedback, allow="case.content", description="What the reporter is told.\n答复内容"
    )
    at: datetime = data.column(feedback.c.at, description="When.\n反馈时间")
    decision: str | None = data.column(feedback.c.decision, description="APPROVED or SENT_BACK.\n审核结果")
    decision_reason: str | None = data.content("decision_reason", table=feedback, description="Why.\n审核理由")
    decided_at: datetime | None = data.column(feedback.c.decided_at, description="When decided.\n审核时间")


@data.type(
    commitment,
    code="commitment",
    allow="assignment.read",
    visible=data.Through(Assignment, on=commitment.c.assignment_id),
    description="A promise with a date (Art. 20).\n承诺事项",
)
class Commitment(Node):
    """It outlives the assignment and the case."""

    text: str | None = data.content("text", table=commitment, description="What is promised.\n承诺内容")
    due_at: datetime = data.column(commitment.c.due_at, description="By when.\n承诺期限")
    at: datetime = data.column(commitment.c.at, description="When promised.\n承诺时间")
    fulfilled_at: datetime | None = data.column(commitment.c.fulfilled_at, description="When answered for.\n兑现时间")
    outcome: str | None = data.column(commitment.c.outcome, description="KEPT, KEPT_LATE or NOT_KEPT.\n兑现结果")
