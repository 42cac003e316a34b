"""What the unit reports back and how it is reviewed (反馈, Art. 15(3))."""

from dataclasses import dataclass
from uuid import UUID

from core.cases.inputs.subject import OnAssignment


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
