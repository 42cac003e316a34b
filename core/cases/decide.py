"""One decision for commands and for `allowedActions`: permission, then version, then state, then guards."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.access.withholding import withheld
from core.cases.errors import CASE_FROZEN, NOT_IN_STATE
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.life_cycle import BY_VERB, TRANSITIONS, Machine, Transition
from core.cases.question import Question
from core.cases.rules import RULES
from core.db.read import Read
from core.errors import NotAllowed, Refused


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of `allowedActions`: whether the verb is open, else why not."""

    verb: str
    allowed: bool
    refusal: Refused | None
    article: str


def target(facts: CaseFacts, assignment: AssignmentFacts | None = None) -> Target:
    """Where the case, or one unit's part of it, lies for the policy's scopes."""
    parts = facts.assignments if assignment is None else (assignment,)
    return Target(
        district_path=facts.row["district_path"],
        unit_paths=tuple(part.unit_path for part in parts),
        owner=facts.row["registered_by"],
        secrecy=facts.row["secrecy"],
        respondent_path=facts.row["respondent_path"],
    )


def may(question: Question) -> Refused | None:
    """Whether the viewer's grants open the verb on this object."""
    opened = allows(question.viewer, question.verb, target(question.facts, question.assignment))
    return None if opened else NotAllowed(question.verb)


def possible(question: Question) -> Refused | None:
    """Whether state and guards let the verb happen."""
    transition = BY_VERB[question.verb]
    if question.facts.row["frozen_at"] is not None:
        return Refused(CASE_FROZEN)
    state = _wrong_state(transition, question)
    if state is not None:
        return Refused(NOT_IN_STATE, state=state, verb=question.verb)
    return next((refusal for guard in transition.guards if (refusal := RULES[guard](question))), None)


def actions(question: Question, machine: Machine) -> Iterator[Action]:
    """Every verb of a machine, allowed or not; `question.verb` is replaced by each in turn."""
    for transition in TRANSITIONS:
        if transition.machine is machine and transition.sources:
            asked = _about(question, transition)
            refusal = may(asked) or possible(asked)
            yield Action(transition.verb, refusal is None, refusal, transition.article)


def _about(q: Question, transition: Transition) -> Question:
    return Question(transition.verb, q.viewer, q.facts, q.assignment, q.profile, q.now)


def _wrong_state(transition: Transition, q: Question) -> str | None:
    if q.assignment is None:
        return None if q.facts.state in transition.sources else q.facts.state
    if q.assignment.state not in transition.sources:
        return q.assignment.state
    return None if q.facts.state in transition.case_states else q.facts.state


async def visible(read: Read, viewer: Viewer, facts: CaseFacts) -> bool:
    """Whether the viewer may know of the case at all: the policy lets them, and no plug-in keeps it back."""
    return allows(viewer, "case.read", target(facts)) and not await withheld(read, viewer, facts.id, facts.row["gate"])


def readable(viewer: Viewer, facts: CaseFacts, assignment: AssignmentFacts) -> bool:
    """Whether the viewer may know of one unit's part; a unit does not know of the part of another beside it."""
    return allows(viewer, "assignment.read", target(facts, assignment))
