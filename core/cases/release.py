"""Ending the parts of units before they are done, and closing a case."""

from uuid import UUID

from core.cases.change import Change
from core.cases.derive import is_held_below
from core.cases.facts import AssignmentFacts
from core.cases.part import PER_ASSIGNMENT
from core.cases.states import LIVE, AssignmentState, CaseState
from core.events.consequence import Consequence


def release(change: Change, assignment_id: UUID, state: AssignmentState) -> None:
    """End an assignment and everything below it that is live; their clocks are cancelled."""
    change.set(assignment_id, state, ended_at=change.now)
    change.clocks.end_all(assignment_id, only=PER_ASSIGNMENT)
    change.event(Consequence.RELEASED, assignment_id=assignment_id, state=state.value)
    for child in change.assignments:
        if child.parent_id == assignment_id and child.state in LIVE:
            release(change, child.id, AssignmentState.CANCELLED)


def release_all(change: Change) -> list[UUID]:
    """Cancel every live assignment of the case; their ids."""
    live = [one for one in change.assignments if one.state in LIVE]
    for one in live:
        if one.parent_id is None:
            release(change, one.id, AssignmentState.CANCELLED)
    return [one.id for one in live]


def settle_parent(change: Change, child: AssignmentFacts) -> None:
    """A unit whose passed-down work has all ended handles the matter itself again."""
    parent = next((one for one in change.assignments if one.id == child.parent_id), None)
    if parent and parent.state is AssignmentState.SUB_DISPATCHED and not is_held_below(parent, change.assignments):
        change.set(parent.id, AssignmentState.IN_HANDLING)


def end(change: Change, state: CaseState, outcome: str) -> None:
    """Bring the case to an end state; what is live is cancelled, and what late co-handlers breached stays written."""
    release_all(change)
    change.case |= {"outcome": outcome, "closed_at": change.now}
    change.move(state)
