"""What each guard asks of the facts: None when it holds, else the refusal. Pure functions."""

from collections.abc import Callable
from datetime import datetime

from core.cases import errors as e
from core.cases.guards import Guard
from core.cases.question import Question
from core.cases.states import LIVE, CaseState, Role
from core.clock import SHANGHAI
from core.deadlines.kinds import ClockKind
from core.errors import Refused

Rule = Callable[[Question], Refused | None]


def information_period_over(q: Question) -> Refused | None:
    """From NEEDS_INFORMATION a case is diverted only when the reporter's time is up; nothing ends by itself."""
    until = max((one.until for one in q.facts.waiting("information") if one.until), default=None)
    if q.facts.state is CaseState.NEEDS_INFORMATION and until is not None and q.now <= until:
        return Refused(e.INFORMATION_PERIOD_RUNNING, until=told(until))
    return None


def first_objection(q: Question) -> Refused | None:
    """One objection to a diversion."""
    return Refused(e.ALREADY_OBJECTED) if q.facts.row["objected"] else None


def bounces_left(q: Question) -> Refused | None:
    """After the profile's number of returns the hotline adjudicates."""
    limit = q.profile.limits.max_bounces.value
    return Refused(e.BOUNCES_EXHAUSTED, limit=limit) if q.facts.row["bounces"] >= limit else None


def city_agency(q: Question) -> Refused | None:
    """The grant that opens the verb is one at the agency that owns the case."""
    return None if q.viewer.openings_at(q.verb, q.facts.row["agency_path"]) else Refused(e.CITY_AGENCY_ONLY)


def other_signer(q: Question) -> Refused | None:
    """Who recorded the finding does not sign it as well."""
    first = q.facts.waiting("finding")
    return Refused(e.SECOND_SIGNER_REQUIRED) if any(one.by == q.viewer.id for one in first) else None


def not_the_applicant(q: Question) -> Refused | None:
    """Who asked for the termination does not decide on it."""
    asked = q.facts.waiting("termination")
    return Refused(e.OWN_APPLICATION) if any(one.by == q.viewer.id for one in asked) else None


def not_public_safety(q: Question) -> Refused | None:
    """Public safety is not the caller's to withdraw."""
    return Refused(e.PUBLIC_SAFETY) if q.facts.row["public_safety"] else None


def return_window_open(q: Question) -> Refused | None:
    """Within the window, its last instant included; silence means accepted."""
    clock = q.facts.clock(ClockKind.RETURN_WINDOW, q.subject.id)
    if clock is None or clock["stopped_at"] is not None or clock["due_at"] is None or q.now > clock["due_at"]:
        return Refused(e.RETURN_WINDOW_CLOSED, due=told(clock["due_at"]) if clock and clock["due_at"] else "-")
    return None


def no_final_ruling(q: Question) -> Refused | None:
    """A ruling binds."""
    return Refused(e.RULING_IS_FINAL) if q.facts.row["final_ruling"] else None


def dispatching_level(q: Question) -> Refused | None:
    """The grant that opens the verb lies at the very level that dispatched."""
    opened = q.viewer.openings_at(q.verb, q.subject.dispatcher_path)
    return None if opened else Refused(e.NOT_DISPATCHING_LEVEL)


def before_due(q: Question) -> Refused | None:
    """An extension is asked for while there is still time."""
    clock = q.facts.clock(ClockKind.HANDLING, q.subject.id)
    if clock is not None and clock["due_at"] is not None and q.now > clock["due_at"]:
        return Refused(e.TOO_LATE_FOR_EXTENSION, due=told(clock["due_at"]))
    return None


def extensions_left(q: Question) -> Refused | None:
    """The profile caps number and sum; the sum that is asked for is checked by the command."""
    limits = q.profile.limits
    if q.subject.extensions >= limits.max_extensions.value:
        days = f"{limits.max_extension_days.value} 个工作日 / working days"
        return Refused(e.EXTENSIONS_EXHAUSTED, times=limits.max_extensions.value, days=days)
    return None


def no_open_extension(q: Question) -> Refused | None:
    """One request at a time."""
    return Refused(e.EXTENSION_PENDING) if q.facts.waiting("extension", q.subject.id) else None


def open_extension(q: Question) -> Refused | None:
    """There is something to decide."""
    return None if q.facts.waiting("extension", q.subject.id) else Refused(e.NO_PENDING_EXTENSION)


def long_cycle(q: Question) -> Refused | None:
    """Only what takes long by its nature is shelved."""
    return None if q.facts.row["long_cycle"] else Refused(e.NOT_LONG_CYCLE)


def contact_logged(q: Question) -> Refused | None:
    """Contact first; a co-handler leaves it to the lead."""
    if q.subject.role is Role.CO_HANDLER or q.subject.contacted_at is not None:
        return None
    return Refused(e.CONTACT_NOT_LOGGED)


def no_live_child(q: Question) -> Refused | None:
    """Who passed work down reports when it has come back."""
    children = (one for one in q.facts.assignments if one.parent_id == q.subject.id)
    return Refused(e.CHILD_STILL_LIVE) if any(one.state in LIVE for one in children) else None


def feedback_complete(q: Question) -> Refused | None:
    """The city reviews when all units the case waits for have reported."""
    if q.subject.answers_for_the_case and q.facts.state is not CaseState.PENDING_REVIEW:
        return Refused(e.FEEDBACK_INCOMPLETE)
    return None


def not_the_handler(q: Question) -> Refused | None:
    """Four eyes on every answer."""
    return Refused(e.HANDLER_CANNOT_REVIEW) if q.subject.submitted_by == q.viewer.id else None


def answers_for_the_case(q: Question) -> Refused | None:
    """Co-handlers and units further down do not end the case."""
    return None if q.subject.answers_for_the_case else Refused(e.NOT_ANSWERING_UNIT)


def open_commitment(q: Question) -> Refused | None:
    """There is a promise to keep."""
    return None if q.facts.waiting("commitment", q.subject.id) else Refused(e.NO_OPEN_COMMITMENT)


def told(instant: datetime) -> str:
    """An instant as a refusal tells it, in local time."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


_ALL: tuple[Rule, ...] = (
    information_period_over,
    first_objection,
    bounces_left,
    city_agency,
    other_signer,
    not_the_applicant,
    not_public_safety,
    return_window_open,
    no_final_ruling,
    dispatching_level,
    before_due,
    extensions_left,
    no_open_extension,
    open_extension,
    long_cycle,
    contact_logged,
    no_live_child,
    feedback_complete,
    not_the_handler,
    answers_for_the_case,
    open_commitment,
)

RULES = {Guard[rule.__name__.upper()]: rule for rule in _ALL}
"""A guard's name is its rule's."""
