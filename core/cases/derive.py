"""The state of a case in handling, derived from its assignments (Art. 14(2), 15)."""

from collections.abc import Iterable

from core.cases.facts import AssignmentFacts
from core.cases.states import LIVE, AssignmentState, CaseState

DERIVED = frozenset({CaseState.IN_PROGRESS, CaseState.PENDING_REVIEW, CaseState.PENDING_CALLBACK})
_GONE = frozenset({AssignmentState.RETURNED, AssignmentState.CANCELLED})
_DONE = frozenset({AssignmentState.FEEDBACK_SUBMITTED, AssignmentState.COMPLETED})


def derived_state(round_: int, assignments: Iterable[AssignmentFacts]) -> CaseState:
    """What the units the case waits for make of it; co-handlers and units further down never hold it back."""
    awaited = [
        one.state for one in assignments if one.answers_for_the_case and one.round == round_ and one.state not in _GONE
    ]
    if not awaited:
        return CaseState.PENDING_DISPATCH
    if any(state not in _DONE for state in awaited):
        return CaseState.IN_PROGRESS
    if all(state is AssignmentState.COMPLETED for state in awaited):
        return CaseState.PENDING_CALLBACK
    return CaseState.PENDING_REVIEW


def is_held_below(parent: AssignmentFacts, assignments: Iterable[AssignmentFacts]) -> bool:
    """Whether work the unit passed down is still live."""
    return any(one.parent_id == parent.id and one.state in LIVE for one in assignments)
