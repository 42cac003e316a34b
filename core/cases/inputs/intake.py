"""The appeal as it is taken down, completed, answered on the spot, corrected and withdrawn (Art. 2, 10, 12)."""

from dataclasses import dataclass, field
from uuid import UUID

from core.cases.inputs.subject import OnCase
from core.cases.states import Channel, Kind, Secrecy, Urgency


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
class WithdrawCase(OnCase):
    """The reporter withdraws the appeal (撤单)."""

    reason: str


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
