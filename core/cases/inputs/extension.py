"""More working days for the handling (延期, Art. 15(4))."""

from dataclasses import dataclass
from datetime import datetime

from core.cases.inputs.subject import OnAssignment


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
