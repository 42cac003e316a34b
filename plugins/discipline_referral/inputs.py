"""What each command is given; ids are row ids."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Accused:
    """A person a referral accuses; `account_id` is the person's own account, where it is known."""

    name: str
    position: str | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggest:
    """A referral of a unit that had a part in the case; `officers` need to know besides whoever suggests."""

    case_id: UUID
    unit_id: UUID
    grounds: tuple[str, ...]
    consequence: str
    facts: str
    persons: tuple[Accused, ...] = ()
    officers: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OnReferral:
    """Every act on a referral."""

    referral_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted(OnReferral):
    """An act that may say why."""

    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasoned(OnReferral):
    """An act that must say why."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeUp(OnReferral):
    """What a person adds to what the system proposes; both are required by Art. 21."""

    consequence: str
    facts: str
    persons: tuple[Accused, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordReceipt(Noted):
    """The organ's own number for what it received."""

    receipt_no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordOutcome(Noted):
    """What the organ decided."""

    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeOfficer(OnReferral):
    """Who is to know, or to know no longer."""

    account_id: UUID
