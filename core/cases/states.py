"""The closed vocabularies of the two state machines (诉求工单 and 承办任务)."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands; in handling it is derived from its assignments."""

    RECEIVED = "RECEIVED"
    NEEDS_INFORMATION = "NEEDS_INFORMATION"
    ANSWERED = "ANSWERED"
    DIVERTED = "DIVERTED"
    PENDING_DISPATCH = "PENDING_DISPATCH"
    UNDER_ADJUDICATION = "UNDER_ADJUDICATION"
    IN_PROGRESS = "IN_PROGRESS"
    PENDING_REVIEW = "PENDING_REVIEW"
    PENDING_CALLBACK = "PENDING_CALLBACK"
    PENDING_REDO_DECISION = "PENDING_REDO_DECISION"
    TERMINATION_REVIEW = "TERMINATION_REVIEW"
    CLOSED = "CLOSED"
    TERMINATED = "TERMINATED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"


ENDED = frozenset(
    {
        CaseState.ANSWERED,
        CaseState.DIVERTED,
        CaseState.CLOSED,
        CaseState.TERMINATED,
        CaseState.WITHDRAWN,
        CaseState.MERGED,
    }
)
OPEN = frozenset(CaseState) - ENDED
REOPENABLE = ENDED - {CaseState.MERGED, CaseState.WITHDRAWN}


class AssignmentState(StrEnum):
    """Where one unit stands with its part."""

    PENDING_ACCEPTANCE = "PENDING_ACCEPTANCE"
    ACCEPTED = "ACCEPTED"
    IN_HANDLING = "IN_HANDLING"
    RETURN_REQUESTED = "RETURN_REQUESTED"
    SUB_DISPATCHED = "SUB_DISPATCHED"
    LONG_TERM = "LONG_TERM"
    FEEDBACK_SUBMITTED = "FEEDBACK_SUBMITTED"
    COMPLETED = "COMPLETED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


SETTLED = frozenset({AssignmentState.COMPLETED, AssignmentState.RETURNED, AssignmentState.CANCELLED})
LIVE = frozenset(AssignmentState) - SETTLED
AT_WORK = frozenset({AssignmentState.ACCEPTED, AssignmentState.IN_HANDLING, AssignmentState.SUB_DISPATCHED})


class Role(StrEnum):
    """What part a unit has in a case (Art. 14(2))."""

    LEAD = "LEAD"
    CO_HANDLER = "CO_HANDLER"
    PARALLEL = "PARALLEL"


class Kind(StrEnum):
    """What the reporter wants (Art. 12)."""

    CONSULTATION = "CONSULTATION"
    HELP_REQUEST = "HELP_REQUEST"
    COMPLAINT = "COMPLAINT"
    REPORT = "REPORT"
    SUGGESTION = "SUGGESTION"
    COMMENDATION = "COMMENDATION"


class Channel(StrEnum):
    """How the case came in (Art. 2)."""

    PHONE = "PHONE"
    WEB = "WEB"
    WECHAT = "WECHAT"
    APP = "APP"
    EMAIL = "EMAIL"
    PROVINCIAL_PLATFORM = "PROVINCIAL_PLATFORM"
    ENTERPRISE_LINE = "ENTERPRISE_LINE"
    POLICE_110 = "POLICE_110"
    MEDIA = "MEDIA"
    IMPORT = "IMPORT"


class Urgency(StrEnum):
    """How much time there is."""

    NORMAL = "NORMAL"
    URGENT = "URGENT"
    LIFE_DANGER = "LIFE_DANGER"


class Secrecy(StrEnum):
    """How closely a case is kept; the database holds the level as 0 to 3."""

    NORMAL = "NORMAL"
    PRIVACY = "PRIVACY"
    REPORTER_CONFIDENTIAL = "REPORTER_CONFIDENTIAL"
    DISCIPLINE = "DISCIPLINE"

    @property
    def level(self) -> int:
        """0 to 3, as clearances compare it."""
        return _LEVELS[self]


_LEVELS = {secrecy: level for level, secrecy in enumerate(Secrecy)}


class TriageExit(StrEnum):
    """The six exits of Art. 13."""

    EMERGENCY_TRANSFER = "EMERGENCY_TRANSFER"
    STATUTORY_CHANNEL = "STATUTORY_CHANNEL"
    EXPLAINED = "EXPLAINED"
    REPEAT_NO_NEW_FACTS = "REPEAT_NO_NEW_FACTS"
    OUT_OF_JURISDICTION = "OUT_OF_JURISDICTION"
    NOT_ACCEPTED = "NOT_ACCEPTED"


class Resolution(StrEnum):
    """Whether the reporter finds the problem solved (Art. 16)."""

    RESOLVED = "RESOLVED"
    BASICALLY = "BASICALLY"
    UNRESOLVED = "UNRESOLVED"


class Satisfaction(StrEnum):
    """How the reporter rates the result, or the process (Art. 16)."""

    SATISFIED = "SATISFIED"
    BASICALLY = "BASICALLY"
    DISSATISFIED = "DISSATISFIED"


class TerminationGround(StrEnum):
    """The two grounds of Art. 15(5) and (6)."""

    NON_COOPERATION = "NON_COOPERATION"
    UNREASONABLE_DEMAND = "UNREASONABLE_DEMAND"
