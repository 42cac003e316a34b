"""What each command is given. Ids are row ids, instants are aware, texts are as the caller wrote them.

`expected_version` is that of the object the command acts on: the case, or the assignment; None means the caller has not
read it and accepts whatever it is (service accounts may not: the API asks them for it).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from core.cases.states import (
    Channel,
    Kind,
    Resolution,
    Role,
    Satisfaction,
    Secrecy,
    TerminationGround,
    TriageExit,
    Urgency,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase:
    """A command on a case."""

    case_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAssignment:
    """A command on an assignment."""

    assignment_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterDetails:
    """Who reports (诉求人); anonymous when no name is given (Art. 10)."""

    name: str | None = None
    phone: str | None = None
    identity_no: str | None = None
    address: str | None = None
    email: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCase:
    """Register an appeal; the pair (channel, external_no) makes a repeated registration the same case (Art. 2, 10, 12)."""

    channel: Channel
    kind: Kind
    title: str
    content: str
    district: str
    external_no: str | None = None
    place: str | None = None
    grid_code: str | None = None
    category: str | None = None
    urgency: Urgency = Urgency.NORMAL
    secrecy: Secrecy | None = None
    public_safety: bool = False
    enterprise: bool = False
    prior_case_id: UUID | None = None
    respondent_id: UUID | None = None
    reporter: ReporterDetails = field(default_factory=ReporterDetails)
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInformation(OnCase):
    """Ask the reporter for what is missing; the triage clock pauses (Art. 10)."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyInformation(OnCase):
    """Add what was asked for (Art. 10)."""

    reporter: ReporterDetails = field(default_factory=ReporterDetails)
    place: str | None = None
    content: str | None = None
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCase(OnCase):
    """Answer on the spot (Art. 12)."""

    reply: str
    knowledge_entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DivertCase(OnCase):
    """Take one of the six exits of Art. 13; `told` is what the reporter was told."""

    exit: TriageExit
    detail: str | None = None
    basis: str
    told: str
    three_party_call: bool = False
    prior_case_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToDiversion(OnCase):
    """The reporter objects to a diversion; possible once."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCase(OnCase):
    """Accept for handling; the category is fixed here (Art. 12)."""

    category: str
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchTarget:
    """One unit and its part; `basis` may stay empty when the catalogue proposes this unit."""

    unit_id: UUID
    role: Role
    basis: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchCase(OnCase):
    """Dispatch to one lead with co-handlers, or to several units in parallel (Art. 14(1), (2))."""

    targets: tuple[DispatchTarget, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAdjudication(OnCase):
    """Ask who is responsible when duty is unclear (Art. 14(3))."""

    route: str
    question: str
    participants: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAndDispatch(OnCase):
    """Rule and dispatch; the ruling is final, and may enter the catalogue as a precedent (Art. 14(3))."""

    ruling: str
    basis: str
    targets: tuple[DispatchTarget, ...]
    precedent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCases(OnCase):
    """Merge this case into a master; its reporter keeps channel, secrecy, callback and rating."""

    master_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeCase(OnCase):
    """Take the case out of its master; the state before the merge returns."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAssignment(OnAssignment):
    """The unit takes the assignment (签收)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn(OnAssignment):
    """Ask to hand the assignment back (退单), with reason, basis and a suggested unit."""

    reason: str
    explanation: str
    basis: str
    suggested_unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveReturn(OnAssignment):
    """Take the assignment back."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectReturn(OnAssignment):
    """Refuse the return: the assignment counts as accepted."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(OnAssignment):
    """Give the assignment to another unit (改派); its handling clock keeps its first start."""

    unit_id: UUID
    reason: str
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubDispatch(OnAssignment):
    """Pass the work down inside the unit's own subtree (分办); the unit stays liable (Art. 7(1))."""

    unit_id: UUID
    reason: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogContact(OnAssignment):
    """Record an attempt to contact the reporter (Art. 15(1))."""

    method: str
    outcome: str
    note: str | None = None
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension(OnAssignment):
    """Ask for more working days, before due, with the reporter told (Art. 15(4))."""

    days: int
    reason: str
    explanation: str
    citizen_told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveExtension(OnAssignment):
    """Grant the extension that is asked for."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectExtension(OnAssignment):
    """Refuse the extension that is asked for."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelveAssignment(OnAssignment):
    """Shelve long-cycle work (挂账) until a review date."""

    reason: str
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnshelveAssignment(OnAssignment):
    """Take shelved work up again (销账)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFeedback(OnAssignment):
    """Report back (反馈): internal account and public reply are different texts (Art. 15(3))."""

    facts_true: bool
    within_remit: bool
    resolved: bool
    unresolved_reason: str | None = None
    actions_taken: str
    public_reply: str
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackFeedback(OnAssignment):
    """Send the feedback back; the handling clock keeps running."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveFeedback(OnAssignment):
    """Approve the feedback."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCallback(OnCase):
    """Record one attempt to call back and, when reached, the three separate answers (Art. 16)."""

    channel: Channel
    reached: bool
    not_rated_reason: str | None = None
    contacted_by_unit: bool | None = None
    resolved: Resolution | None = None
    result: Satisfaction | None = None
    process: Satisfaction | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRedo(OnCase):
    """Find the demand reasonable and have it handled again, round + 1 (Art. 16)."""

    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUnreasonable(OnCase):
    """Find the demand unreasonable; a second signer's call closes the case (研判销号)."""

    finding: str
    materials: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTermination(OnAssignment):
    """Ask the city agency to end the handling on one of the two grounds, with materials (Art. 15(5), (6))."""

    ground: TerminationGround
    explanation: str
    materials: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveTermination(OnCase):
    """End the handling (Art. 15(5), (6))."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectTermination(OnCase):
    """Have the handling go on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCommitment(OnAssignment):
    """Promise something by a date (Art. 20)."""

    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilCommitment(OnAssignment):
    """Keep, or own up to not keeping, a promise (Art. 20)."""

    commitment_id: UUID
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCase(OnCase):
    """The caller withdraws the appeal (撤单)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenWithNewFacts(OnCase):
    """New facts open an ended case again; its links and rounds are kept (Art. 13(4))."""

    new_facts: str
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCase(OnCase):
    """Correct category, place, secrecy, urgency or whom a report accuses, with a reason.

    Open clocks are reckoned again from their first start. `accuses_nobody` takes the accused unit away.
    """

    reason: str
    category: str | None = None
    district: str | None = None
    secrecy: Secrecy | None = None
    urgency: Urgency | None = None
    respondent_id: UUID | None = None
    accuses_nobody: bool = False
