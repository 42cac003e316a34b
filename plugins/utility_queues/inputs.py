"""What each command is given. Ids are row ids, instants are aware, texts are as the caller wrote them.

`expected_version` is that of the object the command acts on; for what is done to a ticket it is its assignment's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from plugins.utility_queues.vocabulary import Utility


@dataclass(frozen=True, slots=True, kw_only=True)
class AddServiceArea:
    """The company serves the place with the utility, or with one category of it, from a day on."""

    company_id: UUID
    utility: Utility
    district: str
    category: str | None = None
    basis: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndServiceArea:
    """`valid_to` is the last day it applies."""

    area_id: UUID
    valid_to: date
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTime:
    """One weekly shift; see `plugins.utility_queues.roster.Shift`."""

    line: int
    weekday: int
    start_minute: int
    minutes: int
    account_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRoster:
    """These weekly shifts instead of the former ones, from a day on."""

    company_id: UUID
    valid_from: date
    shifts: tuple[ShiftTime, ...]
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideDuty:
    """For a time, the line is somebody else's; nobody's if `account_id` is None."""

    company_id: UUID
    line: int
    starts_at: datetime
    ends_at: datetime
    account_id: UUID | None
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTicket:
    """One ticket or, without an id, the company's oldest ready one."""

    company_id: UUID
    ticket_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTicket:
    """A ticket, and the token that shows who holds it."""

    ticket_id: UUID
    lease_token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTicket(HeldTicket):
    """An act on the assignment behind a ticket."""

    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """A contact with the reporter, as logContact takes it."""

    method: str
    outcome: str
    note: str | None = None
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What is reported back, as submitFeedback takes it."""

    facts_true: bool
    within_remit: bool
    resolved: bool
    unresolved_reason: str | None = None
    actions_taken: str
    public_reply: str
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTicket(OnTicket):
    """A contact, a feedback, or both, in this order."""

    contact: Contacted | None = None
    feedback: Reported | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMinutes(OnTicket):
    """More minutes, asked for before due, with the reporter told."""

    minutes: int
    reason: str
    explanation: str
    citizen_told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideExtension:
    """The answer to a request for more minutes; `expected_version` is the assignment's."""

    extension_id: UUID
    reason: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A district or township, or one grid cell of it."""

    district: str
    grid_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOutage:
    """The utility is, or will be, cut in these places."""

    company_id: UUID
    utility: Utility
    places: tuple[Place, ...]
    cause: str
    planned: bool
    note: str | None = None
    starts_at: datetime
    expected_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutage:
    """What is known better by now; what is None stays as it is."""

    outage_id: UUID
    cause: str | None = None
    note: str | None = None
    starts_at: datetime | None = None
    expected_at: datetime | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOutage:
    """The supply is back; new cases are no longer gathered."""

    outage_id: UUID
    restored_at: datetime
    expected_version: int | None = None
