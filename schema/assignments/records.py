"""What is written down beside an assignment: returns and time asked for, contacts, feedback, promises."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.assignments.model import commitment, contact, extension_request, feedback, return_request
from schema.assignments.types import Assignment
from schema.codes.labels import Code
from schema.data import fields as data
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.units.types import Unit


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
    suggested_unit: Annotated["Unit", strawberry.lazy("schema.units.types")] | None = data.one(
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
