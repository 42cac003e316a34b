"""Assignments handed back (退单)."""

from dataclasses import dataclass
from uuid import UUID

from core.cases.inputs.subject import OnAssignment


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
