"""What the reporter answers, and what follows from it (Art. 16)."""

from dataclasses import dataclass
from uuid import UUID

from core.cases.inputs.subject import OnCase
from core.cases.states import Channel, Resolution, Satisfaction


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
