"""What each command is given; `expected_version` is that of the object the command acts on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.api import OnCase
from plugins.enterprise_desk.vocabulary import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEnterprise:
    """A profile for a code that has none."""

    credit_code: str
    name: str
    industry: str
    size: Size
    district: str
    contact_name: str | None = None
    contact_phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEnterprise:
    """What is given is changed, what is None stays."""

    enterprise_id: UUID
    expected_version: int | None = None
    name: str | None = None
    industry: str | None = None
    size: Size | None = None
    district: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyEnterprise(OnCase):
    """The case is this enterprise's."""

    credit_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFeedback(OnCase):
    """The enterprise was told how its case stands; `method` is a code of `contact_method`."""

    method: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTerms:
    """A measure as it is published; an empty list names nobody and so leaves out nobody."""

    title: str
    issuing_unit_id: UUID
    basis: str
    benefit: str
    valid_from: date
    valid_to: date | None = None
    industries: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMeasure:
    """A new measure."""

    terms: MeasureTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseMeasure:
    """All terms anew."""

    measure_id: UUID
    terms: MeasureTerms
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMeasure:
    """No longer offered, whatever its validity says."""

    measure_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCoordination(OnCase):
    """One lead, at least one other; all with a part in the case."""

    lead_unit_id: UUID
    unit_ids: tuple[UUID, ...]
    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCoordination:
    """An act in a coordination."""

    coordination_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveTask(OnCoordination):
    """The lead gives a unit a task."""

    unit_id: UUID
    content: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """A unit says what came of its task; `outcome` is a code of `enterprise_desk_task_outcome`."""

    task_id: UUID
    outcome: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion(OnCoordination):
    """A unit says where it stands; `position` is a code of `enterprise_desk_position`."""

    unit_id: UUID
    position: str
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverCoordination(OnCoordination):
    """Another unit leads from here on."""

    lead_unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeCoordination(OnCoordination):
    """The end; `outcome` is a code of `enterprise_desk_conclusion`."""

    outcome: str
    conclusion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFollowUp:
    """The visit; `method` and `result` are codes of `enterprise_desk_visit_method` and `_result`."""

    follow_up_id: UUID
    visited_at: datetime
    method: str
    result: str
    note: str | None = None
