"""The unit at work: taking the assignment, contacts, long-cycle work, promises (Art. 15, 20)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.cases.inputs.subject import OnAssignment


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAssignment(OnAssignment):
    """The unit takes the assignment (签收)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogContact(OnAssignment):
    """Record an attempt to contact the reporter (Art. 15(1))."""

    method: str
    outcome: str
    note: str | None = None
    evidence: tuple[UUID, ...] = ()


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
class MakeCommitment(OnAssignment):
    """Promise something by a date (Art. 20)."""

    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilCommitment(OnAssignment):
    """Keep, or own up to not keeping, a promise (Art. 20)."""

    commitment_id: UUID
    kept: bool
