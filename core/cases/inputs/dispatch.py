"""To whom a case or an assignment is given (Art. 7, 14)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.cases.inputs.subject import OnAssignment, OnCase
from core.cases.states import Role


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
