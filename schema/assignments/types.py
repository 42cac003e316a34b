"""Assignments (承办任务): one unit's part in a case."""

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
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.assignments.records import Commitment, Contact, Extension, Feedback, ReturnRequest
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
    returns: list[Annotated["ReturnRequest", strawberry.lazy("schema.assignments.records")]] = data.many(
        "ReturnRequest",
        by=return_request.c.assignment_id,
        order=(return_request.c.at, return_request.c.id),
        description="Requests to hand it back.\n退单申请",
    )
    contacts: list[Annotated["Contact", strawberry.lazy("schema.assignments.records")]] = data.many(
        "Contact",
        by=contact.c.assignment_id,
        order=(contact.c.at, contact.c.id),
        description="Contacts with the reporter.\n联系记录",
    )
    extensions: list[Annotated["Extension", strawberry.lazy("schema.assignments.records")]] = data.many(
        "Extension",
        by=extension_request.c.assignment_id,
        order=(extension_request.c.at, extension_request.c.id),
        description="Requests for more time.\n延期申请",
    )
    feedbacks: list[Annotated["Feedback", strawberry.lazy("schema.assignments.records")]] = data.many(
        "Feedback",
        by=feedback.c.assignment_id,
        order=(feedback.c.at, feedback.c.id),
        description="What the unit reported.\n反馈",
    )
    commitments: list[Annotated["Commitment", strawberry.lazy("schema.assignments.records")]] = data.many(
        "Commitment",
        by=commitment.c.assignment_id,
        order=(commitment.c.at, commitment.c.id),
        description="Promises.\n承诺事项",
    )

    @field("What may be done to the assignment now, and why not.\n可执行操作")
    async def allowed_actions(self, info: Info) -> list[Action]:
        """Every verb on an assignment."""
        return await assignment_actions(info, self.row["case_id"], self.row["id"])
