"""Each rate's one definition: every row it looks at, with what that row counts as.

No official formula exists, so these are ours. A row is an assignment or a round of a case; its class says whether it counts
in the numerator, in the denominator alone, or is left out and under which name.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, Text, case, exists, literal_column, select

from core.assignments.model import assignment
from core.deadlines.kinds import ClockKind
from core.deadlines.model import clock
from core.ratings import rounds
from core.ratings.model import callback


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
_CUT_OFF = (_word(rounds.WITHDRAWN), _word(rounds.MERGED))
_OVER_EARLY = (*_CUT_OFF, _word(rounds.TERMINATED))


def definitions(closed: CTE) -> Mapping[RateName, Select[Any]]:
    """id, round, at and class of every row each rate looks at, for the binds `unit_path`, `since` and `until`.

    `closed` are the rounds that count, as `core.ratings.rounds.closed_rounds` gives them.
    """
    return {
        RateName.CONTACT: _kept_clock(closed, ClockKind.FIRST_CONTACT),
        **_answers(closed, "resolved", ("RESOLVED", "BASICALLY"), "RESOLUTION"),
        **_answers(closed, "result", ("SATISFIED", "BASICALLY"), "SATISFACTION"),
        **_answers(closed, "process", ("SATISFIED", "BASICALLY"), "PROCESS"),
        RateName.ON_TIME: _kept_clock(closed, ClockKind.HANDLING),
        RateName.RETURN: _returned(closed),
        RateName.REDO: _redone(closed),
    }


def _of_assignments(closed: CTE, class_: ColumnElement[str]) -> Select[Any]:
    columns = (assignment.c.id, closed.c.round, closed.c.at, class_.label("class"))
    return select(*columns).join(closed, rounds.of_round(closed)).where(rounds.in_subtree())


def _of_rounds(closed: CTE, class_: ColumnElement[str]) -> Select[Any]:
    columns = (closed.c.case_id.label("id"), closed.c.round, closed.c.at, class_.label("class"))
    return select(*columns).select_from(closed).where(rounds.answered_for(closed))


def _kept_clock(closed: CTE, kind: ClockKind) -> Select[Any]:
    """Clocks of one kind: met without a breach, of all that were met or missed; a breach stays one."""
    missed = clock.c.breached_at.is_not(None)
    stopped = clock.c.state.in_((_word("MET"), _word("LATE")))
    class_ = case(
        (closed.c.ending.in_(_CUT_OFF), closed.c.ending),
        ((clock.c.state == _word("MET")) & ~missed, _NUMERATOR),
        (stopped | missed, _DENOMINATOR),
        (closed.c.ending == _word(rounds.TERMINATED), _word(Exclusion.TERMINATED)),
        else_=_word(Exclusion.CANCELLED),
    )
    timed = (clock.c.assignment_id == assignment.c.id) & (clock.c.kind == _word(kind))
    return _of_assignments(closed, class_).join(clock, timed).where(clock.c.stopped_at.is_not(None) | missed)


def _answers(closed: CTE, answer: str, good: Sequence[str], name: str) -> Mapping[RateName, Select[Any]]:
    """One question: every round, the first ratings alone, the last ones alone."""
    rated = _rated(closed, answer, good)
    earlier = (callback.c.case_id == closed.c.case_id) & (callback.c.round < closed.c.round)
    return {
        RateName(name): rated,
        RateName(f"{name}_FIRST"): rated.where(~exists().where(earlier)),
        RateName(f"{name}_LAST"): rated.where(_final(closed)),
    }


def _rated(closed: CTE, answer: str, good: Sequence[str]) -> Select[Any]:
    """Rounds by the reporter's answer to one question, in the callback that decided the round."""
    last = _last_call(closed)
    class_ = case(
        (closed.c.ending.in_(_OVER_EARLY), closed.c.ending),
        (last.c.rated & last.c[answer].in_([_word(one) for one in good]), _NUMERATOR),
        (last.c.rated, _DENOMINATOR),
        (last.c.channel == _word("IMPORT"), _word(Exclusion.IMPORT)),
        (last.c.not_rated_reason == _word("UNREACHABLE"), _word(Exclusion.UNREACHABLE)),
        else_=_word(Exclusion.NOT_RATED),
    )
    return _of_rounds(closed, class_).outerjoin(last, literal_column("true"))


def _last_call(closed: CTE) -> FromClause:
    return (
        select(callback)
        .where(callback.c.case_id == closed.c.case_id, callback.c.round == closed.c.round)
        .order_by(callback.c.at.desc(), callback.c.id.desc())
        .limit(1)
        .lateral("last_call")
    )


def _final(closed: CTE) -> ColumnElement[bool]:
    return closed.c.ending != _word(rounds.REDO)


def _returned(closed: CTE) -> Select[Any]:
    cut_off = closed.c.ending.in_(_CUT_OFF)
    back = assignment.c.state == _word("RETURNED")
    return _of_assignments(closed, case((cut_off, closed.c.ending), (back, _NUMERATOR), else_=_DENOMINATOR))


def _redone(closed: CTE) -> Select[Any]:
    class_ = case(
        (closed.c.ending != _word(rounds.CLOSED), closed.c.ending),
        (closed.c.round > literal_column("1"), _NUMERATOR),
        else_=_DENOMINATOR,
    )
    return _of_rounds(closed, class_).where(_final(closed))


_BY_ASSIGNMENT = frozenset({RateName.CONTACT, RateName.ON_TIME, RateName.RETURN})


def subject_of(rate: RateName) -> Subject:
    """Whether a rate's rows are assignments, or cases (each with the round that is meant)."""
    return Subject.ASSIGNMENT if rate in _BY_ASSIGNMENT else Subject.CASE
