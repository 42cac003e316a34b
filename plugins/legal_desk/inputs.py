"""What each command of the desk is given. Ids are row ids, instants are aware, texts are as the caller wrote them.

`expected_version` is that of the object the command acts on: the case, the consultation, the template and so on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.api import OnCase
from plugins.legal_desk.states import PartyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(OnCase):
    """Bring a case before the desk; `opponents` are the names of the other side, as far as they are known."""

    reason: str
    matter: str
    question: str
    opponents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnConsultation:
    """A command on a consultation."""

    consultation_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignNext:
    """Give the consultation that waits most urgently in a district or below to the next lawyer on duty."""

    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(OnConsultation):
    """Give a consultation to a lawyer by name, also from another lawyer."""

    lawyer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(OnConsultation):
    """Take a waiting consultation oneself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(OnConsultation):
    """Give a consultation back to the queue."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(OnConsultation):
    """Send the case back to ordinary handling without advice."""

    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One provision an opinion rests on."""

    law: str
    article: str
    quotation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion(OnConsultation):
    """Record an opinion: its text, or a template with the values of its placeholders; and what it cites."""

    provisions: tuple[Cited, ...]
    text: str | None = None
    template_id: UUID | None = None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenAid(OnConsultation):
    """Screen for legal aid by what the reporter answers."""

    matter: str
    means: str
    belongs_here: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParty(OnConsultation):
    """Name a party of the matter, so that conflicts are found."""

    side: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(OnConsultation):
    """Close with advice: what the reporter was told, how and when; `answer_case` answers the case with the same words."""

    outcome: str
    told: str
    method: str
    told_at: datetime | None = None
    answer_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictParty:
    """A party by a number or a name, and the district the conflict is kept in."""

    kind: PartyKind
    text: str
    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict:
    """A lawyer's own conflict of interest, with a case or with a party."""

    ground: str
    case_id: UUID | None = None
    party: ConflictParty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConflict(DeclareConflict):
    """A conflict of a lawyer, recorded by who answers for the desk."""

    lawyer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftConflict:
    """End a conflict."""

    conflict_id: UUID
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRosterEntry:
    """Put a lawyer on the roster. `begins` and `ends` are times of day; an end at or before the begin is the next day's."""

    lawyer_id: UUID
    district: str
    first: date
    begins: str
    ends: str
    capacity: int
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    working_days_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRosterEntry:
    """Take an entry off the roster, now."""

    entry_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTemplate:
    """A template for a district and all below it."""

    district: str
    name: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseTemplate:
    """New words for a template; opinions that used it keep theirs."""

    template_id: UUID
    name: str
    body: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireTemplate:
    """Take a template out of use."""

    template_id: UUID
    expected_version: int | None = None
