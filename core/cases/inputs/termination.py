"""The end of a handling on one of two grounds, by the city agency alone (Art. 15(5), (6))."""

from dataclasses import dataclass
from uuid import UUID

from core.cases.inputs.subject import OnAssignment, OnCase
from core.cases.states import TerminationGround


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
