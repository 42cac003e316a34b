"""Tickets, escalations, extensions."""

from datetime import datetime

from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema import enums  # noqa: F401 - registers the enums the fields name
from plugins.utility_queues.tables import escalation, extension, ticket
from plugins.utility_queues.vocabulary import PLUGIN, EscalationStep, TicketState, Utility
from schema.api import Account, Assignment, Case, Code, Node, Unit, data


def held_until(lease_until: datetime | None, now: datetime) -> datetime | None:
    """When the lease ends; None where nobody holds the ticket."""
    return lease_until if lease_until is not None and lease_until > now else None


@data.type(
    ticket,
    code="utility_ticket",
    allow=Operation.TICKET_READ,
    visible=data.Through(Assignment, on=ticket.c.assignment_id),
    plugin=PLUGIN,
    description="A part a company was given, for its own system to work on.\n企业工单",
)
class UtilityTicket(Node):
    """Made when the part is given. What is done to it counts on the version of `assignment`."""

    company: Unit | None = data.one("Unit", on=ticket.c.unit_id, description="The company.\n企业")
    assignment: Assignment | None = data.one(
        "Assignment", on=ticket.c.assignment_id, description="The part; its version is what acts expect.\n承办任务"
    )
    case: Case | None = data.one("Case", on=ticket.c.case_id, description="The case.\n工单")
    utility: Utility | None = data.enum(
        ticket.c.utility, Utility, description="Which utility it is about; null for another matter.\n公用事业类别"
    )
    state: TicketState = data.enum(ticket.c.state, TicketState, description="How far it has come.\n状态")
    made_at: datetime = data.column(ticket.c.made_at, description="When it was made.\n生成时间")
    held_until: datetime | None = data.computed(
        held_until,
        needs=(ticket.c.lease_until,),
        ambient=(data.Ambient.NOW,),
        description="Until when somebody holds it; null if nobody does.\n领取有效期",
    )
    first_claimed_at: datetime | None = data.column(
        ticket.c.first_claimed_at, description="When it was first claimed.\n首次领取时间"
    )
    acknowledged_at: datetime | None = data.column(
        ticket.c.acknowledged_at, description="When it was acknowledged.\n签收时间"
    )
    replied_at: datetime | None = data.column(ticket.c.replied_at, description="When it was replied to.\n反馈时间")
    ended_at: datetime | None = data.column(ticket.c.ended_at, description="When it ended.\n结束时间")
    escalations: list["UtilityEscalation"] = data.many(
        "UtilityEscalation",
        by=escalation.c.ticket_id,
        order=(escalation.c.at, escalation.c.id),
        description="To whom it was taken while nobody claimed it.\n升级记录",
    )
    extensions: list["UtilityExtension"] = data.many(
        "UtilityExtension",
        by=extension.c.assignment_id,
        on=ticket.c.assignment_id,
        order=(extension.c.at, extension.c.id),
        description="Requests for more minutes.\n延长申请",
    )


@data.type(
    escalation,
    code="utility_escalation",
    allow=Operation.TICKET_READ,
    visible=data.Through(UtilityTicket, on=escalation.c.ticket_id),
    plugin=PLUGIN,
    gate=None,
    description="An unclaimed ticket was taken one step further.\n升级记录",
)
class UtilityEscalation(Node):
    """Each step happens once."""

    step: EscalationStep = data.enum(escalation.c.step, EscalationStep, description="To whom.\n升级对象")
    account: Account | None = data.one(
        "Account", on=escalation.c.account_id, description="Who was next on duty, if anybody.\n值班人员"
    )
    at: datetime = data.column(escalation.c.at, description="When.\n升级时间")


@data.type(
    extension,
    code="utility_extension",
    allow="assignment.read",
    visible=data.Through(Assignment, on=extension.c.assignment_id),
    plugin=PLUGIN,
    description="A request for more minutes (Art. 15(4)).\n延长申请",
)
class UtilityExtension(Node):
    """Asked for before due, with the reporter told."""

    assignment: Assignment | None = data.one(
        "Assignment", on=extension.c.assignment_id, description="The part; its version is what acts expect.\n承办任务"
    )
    minutes: int = data.column(extension.c.minutes, description="Minutes asked for.\n申请延长分钟数")
    reason: Code = data.code("extension_reason", extension.c.reason, description="Why.\n延长理由")
    explanation: str | None = data.content("explanation", table=extension, description="Explanation.\n说明")
    citizen_told_at: datetime = data.column(
        extension.c.citizen_told_at, description="When the reporter was told.\n告知诉求人时间"
    )
    at: datetime = data.column(extension.c.at, description="When asked.\n申请时间")
    decision: str | None = data.column(extension.c.decision, description="APPROVED or REJECTED.\n审核结果")
    decision_reason: str | None = data.content("decision_reason", table=extension, description="Why.\n审核理由")
    decided_at: datetime | None = data.column(extension.c.decided_at, description="When decided.\n审核时间")
