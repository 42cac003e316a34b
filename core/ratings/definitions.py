"""Each rate's one definition: every row it looks at, with what that row counts as.

No official formula exists, so these are ours. A row is an assignment or a round of a case; its class says whether it counts
in the numerator, in the denominator alone, or is left out and under which name.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, exists, literal_column, select

from core.assignments.model import assignment
from core.deadlines.kinds import ClockKind
from core.deadlines.model import clock
from core.ratings import rounds
from core.ratings.model import callback
from core.ratings.rounds import closed_round


class RateName(StrEnum):
    """The rates; FIRST counts the case's first rating alone, LAST the one it ended with."""

    CONTACT = "CONTACT"
    RESOLUTION = "RESOLUTION"
    RESOLUTION_FIRST = "RESOLUTION_FIRST"
    RESOLUTION_LAST = "RESOLUTION_LAST"
    SATISFACTION = "SATISFACTION"
    SATISFACTION_FIRST = "SATISFACTION_FIRST"
    SATISFACTION_LAST = "SATISFACTION_LAST"
    PROCESS = "PROCESS"
    PROCESS_FIRST = "PROCESS_FIRST"
    PROCESS_LAST = "PROCESS_LAST"
    ON_TIME = "ON_TIME"
    RETURN = "RETURN"
    REDO = "REDO"


class Part(StrEnum):
    """What is counted; the numerator lies within the denominator."""

    NUMERATOR = "NUMERATOR"
    DENOMINATOR = "DENOMINATOR"


class Exclusion(StrEnum):
    """Why a row is left out, by name."""

    UNREACHABLE = "UNREACHABLE"
    NOT_RATED = "NOT_RATED"
    IMPORT = "IMPORT"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    TERMINATED = "TERMINATED"
    """Ended by the city agency before the reporter could be asked, or before the clock was due."""
    CANCELLED = "CANCELLED"
    """A clock that was neither met nor missed: the unit gave the matter back, or lost it to another."""


class Subject(StrEnum):
    """What a row's id is of."""

    ASSIGNMENT = "ASSIGNMENT"
    CASE = "CASE"


def _word(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'", Text)


_NUMERATOR, _DENOMINATOR = _word(Part.NUMERATOR), _word(Part.DENOMINATOR)
_ending = closed_round.c.ending
_CALLED_OFF = _ending.in_((_word(rounds.WITHDRAWN), _word(rounds.MERGED)))
_ENDED_EARLY = _CALLED_OFF | (_ending == _word(rounds.TERMINATED))


def _of_assignments(class_: ColumnElement[str]) -> Select[Any]:
    columns = (assignment.c.id, closed_round.c.round, closed_round.c.at, class_.label("class"))
    return select(*columns).join(closed_round, rounds.of_round).where(rounds.in_subtree())


def _of_rounds(class_: ColumnElement[str]) -> Select[Any]:
    columns = (closed_round.c.case_id.label("id"), closed_round.c.round, closed_round.c.at, class_.label("class"))
    return select(*columns).select_from(closed_round).where(rounds.answered_for())


def _kept_clock(kind: ClockKind) -> Select[Any]:
    """Clocks of one kind: met without a breach, of all that were met or missed; a breach stays one."""
    missed = clock.c.breached_at.is_not(None)
    stopped = clock.c.state.in_((_word("MET"), _word("LATE")))
    class_ = case(
        (_CALLED_OFF, _ending),
        ((clock.c.state == _word("MET")) & ~missed, _NUMERATOR),
        (stopped | missed, _DENOMINATOR),
        (_ending == _word(rounds.TERMINATED), _word(Exclusion.TERMINATED)),
        else_=_word(Exclusion.CANCELLED),
    )
    timed = (clock.c.assignment_id == assignment.c.id) & (clock.c.kind == _word(kind))
    return _of_assignments(class_).join(clock, timed).where(clock.c.stopped_at.is_not(None) | missed)


_last = (
    select(callback)
    .where(callback.c.case_id == closed_round.c.case_id, callback.c.round == closed_round.c.round)
    .order_by(callback.c.at.desc(), callback.c.id.desc())
    .limit(1)
    .lateral("last_call")
)


def _rated(answer: str, *good: str) -> Select[Any]:
    """Rounds by the reporter's answer to one question, in the callback that decided the round."""
    class_ = case(
        (_ENDED_EARLY, _ending),
        (_last.c.rated & _last.c[answer].in_([_word(one) for one in good]), _NUMERATOR),
        (_last.c.rated, _DENOMINATOR),
        (_last.c.channel == _word("IMPORT"), _word(Exclusion.IMPORT)),
        (_last.c.not_rated_reason == _word("UNREACHABLE"), _word(Exclusion.UNREACHABLE)),
        else_=_word(Exclusion.NOT_RATED),
    )
    return _of_rounds(class_).outerjoin(_last, literal_column("true"))


def _first(rated: Select[Any]) -> Select[Any]:
    earlier = (callback.c.case_id == closed_round.c.case_id) & (callback.c.round < closed_round.c.round)
    return rated.where(~exists().where(earlier))


def _final(rated: Select[Any]) -> Select[Any]:
    return rated.where(_ending != _word(rounds.REDO))


_RESOLUTION = _rated("resolved", "RESOLVED", "BASICALLY")
_SATISFACTION = _rated("result", "SATISFIED", "BASICALLY")
_PROCESS = _rated("process", "SATISFIED", "BASICALLY")

DEFINITIONS: Mapping[RateName, Select[Any]] = {
    RateName.CONTACT: _kept_clock(ClockKind.FIRST_CONTACT),
    RateName.RESOLUTION: _RESOLUTION,
    RateName.RESOLUTION_FIRST: _first(_RESOLUTION),
    RateName.RESOLUTION_LAST: _final(_RESOLUTION),
    RateName.SATISFACTION: _SATISFACTION,
    RateName.SATISFACTION_FIRST: _first(_SATISFACTION),
    RateName.SATISFACTION_LAST: _final(_SATISFACTION),
    RateName.PROCESS: _PROCESS,
    RateName.PROCESS_FIRST: _first(_PROCESS),
    RateName.PROCESS_LAST: _final(_PROCESS),
    RateName.ON_TIME: _kept_clock(ClockKind.HANDLING),
    RateName.RETURN: _of_assignments(
        case((_CALLED_OFF, _ending), (assignment.c.state == _word("RETURNED"), _NUMERATOR), else_=_DENOMINATOR)
    ),
    RateName.REDO: _final(
        _of_rounds(
            case(
                (_ending != _word(rounds.CLOSED), _ending),
                (closed_round.c.round > literal_column("1"), _NUMERATOR),
                else_=_DENOMINATOR,
            )
        )
    ),
}
"""id, round, at and class of every row a rate looks at, for the binds `unit_path`, `since` and `until`."""

_BY_ASSIGNMENT = frozenset({RateName.CONTACT, RateName.ON_TIME, RateName.RETURN})


def subject_of(rate: RateName) -> Subject:
    """Whether a rate's rows are assignments, or cases (each with the round that is meant)."""
    return Subject.ASSIGNMENT if rate in _BY_ASSIGNMENT else Subject.CASE
