"""What the inputs of mutations share."""

from typing import TypedDict
from uuid import UUID

import strawberry

from plugins.utility_queues.inputs import Contacted, Place, Reported, ShiftTime
from schema.api import Idempotent, Versioned, expect, given, key, keys, optional, optional_list

COMPANY = "The company.\n企业"


def company_key(id: strawberry.ID) -> UUID:
    """The company's row id. Raises NotFound."""
    return key(id, "unit", "companyId")


class Held(TypedDict):
    """A ticket and its token."""

    ticket_id: UUID
    lease_token: int


class OnIt(Held):
    """What every act on a ticket's assignment is given."""

    expected_version: int | None


@strawberry.input
class HeldTicketInput(Idempotent):
    """Inherited by inputs about a ticket somebody holds."""

    ticket_id: strawberry.ID = strawberry.field(description="The ticket.\n企业工单")
    lease_token: int = strawberry.field(description="What the claim answered.\n领取凭证")

    def held(self) -> Held:
        """As commands take it. Raises NotFound."""
        return {"ticket_id": key(self.ticket_id, "utility_ticket", "ticketId"), "lease_token": self.lease_token}


@strawberry.input
class OnTicketInput(Versioned):
    """Inherited by inputs of acts on a ticket's assignment, whose version they expect."""

    ticket_id: strawberry.ID = strawberry.field(description="The ticket.\n企业工单")
    lease_token: int = strawberry.field(description="What the claim answered.\n领取凭证")

    def subject(self) -> OnIt:
        """As commands take it. Raises NotFound."""
        return {
            "ticket_id": key(self.ticket_id, "utility_ticket", "ticketId"),
            "lease_token": self.lease_token,
            "expected_version": given(self.expected_version),
        }


@strawberry.input(description="A weekly shift, in local wall time.\n每周班次")
class UtilityShiftInput:
    """Past midnight if it lasts so long."""

    line: int = strawberry.field(description="1 answers first, 2 to 9 are deputies.\n值班顺位（1–9）")
    weekday: int = strawberry.field(description="0 Monday to 6 Sunday.\n星期（0 为星期一）")
    start_minute: int = strawberry.field(description="Minute of the day, 0 to 1439.\n起始分钟（0–1439）")
    minutes: int = strawberry.field(description="How long, 1 to 10080.\n时长（1–10080 分钟）")
    account_id: strawberry.ID = strawberry.field(description="Who; an account of the company's.\n值班人员")

    def shift(self, at: int) -> ShiftTime:
        """As the command takes it; `at` is its place in the list. Raises NotFound."""
        return ShiftTime(
            line=self.line,
            weekday=self.weekday,
            start_minute=self.start_minute,
            minutes=self.minutes,
            account_id=expect(self.account_id, "account", "input", "shifts", str(at), "accountId"),
        )


@strawberry.input(description="A district or township, or one grid cell of it.\n影响范围")
class UtilityPlaceInput:
    """Where the supply is cut."""

    district: str = strawberry.field(description="Its code.\n区划代码")
    grid_code: str | None = optional("Only this grid cell, by code.\n网格编码")

    def place(self) -> Place:
        """As the command takes it."""
        return Place(district=self.district, grid_code=self.grid_code)


@strawberry.input(description="A contact with the reporter (Art. 15(1)).\n联系记录")
class UtilityContactInput:
    """As logContact takes it."""

    method: str = strawberry.field(description="A code of contact_method.\n联系方式（代码）")
    outcome: str = strawberry.field(description="A code of contact_outcome.\n联系结果（代码）")
    note: str | None = optional("Note, at most 20,000 characters.\n联系内容（最多 20000 字）")
    evidence: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n附件（最多 20 个）")

    def contacted(self) -> Contacted:
        """As the command takes it. Raises NotFound, TOO_MANY."""
        evidence = keys(self.evidence, "attachment", "contact")
        return Contacted(method=self.method, outcome=self.outcome, note=self.note, evidence=evidence)


@strawberry.input(description="What is reported back (Art. 15(3)).\n反馈")
class UtilityFeedbackInput:
    """As submitFeedback takes it."""

    facts_true: bool = strawberry.field(description="Whether the facts are true.\n是否属实")
    within_remit: bool = strawberry.field(description="Whether it is the company's duty.\n是否属于职责范围")
    resolved: bool = strawberry.field(description="Whether it is resolved.\n是否解决")
    unresolved_reason: str | None = optional(
        "Why not; required if it is not resolved, at most 2,000 characters.\n未解决原因，未解决时必填（最多 2000 字）"
    )
    actions_taken: str = strawberry.field(
        description="What was done, for the hotline, at most 20,000 characters.\n办理情况（最多 20000 字）"
    )
    public_reply: str = strawberry.field(
        description="What the reporter is told, at most 20,000 characters.\n答复内容（最多 20000 字）"
    )
    attachments: list[strawberry.ID] = optional_list("Complete attachments, at most 20.\n附件（最多 20 个）")

    def reported(self) -> Reported:
        """As the command takes it. Raises NotFound, TOO_MANY."""
        return Reported(
            facts_true=self.facts_true,
            within_remit=self.within_remit,
            resolved=self.resolved,
            unresolved_reason=self.unresolved_reason,
            actions_taken=self.actions_taken,
            public_reply=self.public_reply,
            attachments=keys(self.attachments, "attachment", "feedback"),
        )
