"""What one row of the life cycle says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.cases.guards import Guard
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.deadlines.kinds import ClockKind

NOTHING_YET = ""
"""The source of the verb that makes a case; no case is in it."""

Moves = Mapping[str, frozenset[str]]
"""From each state, the states that can follow; where there are several, the assignments or the answers decide."""


class Machine(StrEnum):
    """Whose state a transition changes."""

    CASE = "CASE"
    ASSIGNMENT = "ASSIGNMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One verb.

    An assignment's verb also needs its case to be in one of `case_states`, and takes it along as `case_moves` says; a
    case's verb may end assignments. Guards speak of facts alone, so that they answer the same for a command and for
    `allowedActions`. `starts` to `resumes` are the clocks it can touch.
    """

    verb: Verb
    machine: Machine
    moves: Moves
    article: str
    guards: tuple[Guard, ...] = ()
    case_states: frozenset[CaseState] = frozenset({CaseState.IN_PROGRESS})
    case_moves: Moves = field(default_factory=dict)
    starts: tuple[ClockKind, ...] = ()
    stops: tuple[ClockKind, ...] = ()
    cancels: tuple[ClockKind, ...] = ()
    pauses: tuple[ClockKind, ...] = ()
    resumes: tuple[ClockKind, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """The states in which the verb is possible; none for the verb that makes a case."""
        return frozenset(self.moves) - {NOTHING_YET}

    @property
    def targets(self) -> frozenset[str]:
        """Every state the verb can lead to."""
        return frozenset().union(*self.moves.values())


def each(sources: Iterable[str], *targets: str) -> dict[str, frozenset[str]]:
    """From each of the sources to any of the targets."""
    return {source: frozenset(targets) for source in sources}


def stay(states: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each state is kept."""
    return {state: frozenset({state}) for state in states}
