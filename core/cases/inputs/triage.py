"""Where an appeal goes: accepted, diverted, into another case, or open once more (Art. 12, 13)."""

from dataclasses import dataclass
from uuid import UUID

from core.cases.inputs.subject import OnCase
from core.cases.states import TriageExit, Urgency


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
class MergeCases(OnCase):
    """Merge this case into a master; its reporter keeps channel, secrecy, callback and rating."""

    master_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeCase(OnCase):
    """Take the case out of its master; the state before the merge returns."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenWithNewFacts(OnCase):
    """New facts open an ended case again; its links and rounds are kept (Art. 13(4))."""

    new_facts: str
    attachments: tuple[UUID, ...] = ()
