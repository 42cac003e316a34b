"""What the end of work further down means for the unit that passed it on."""

from core.cases.change import Change
from core.cases.derive import is_held_below
from core.cases.facts import AssignmentFacts
from core.cases.states import AssignmentState


def settle_parent(change: Change, child: AssignmentFacts) -> None:
    """A unit whose passed-down work has all ended handles the matter itself again."""
    parent = next((one for one in change.assignments if one.id == child.parent_id), None)
    if parent and parent.state is AssignmentState.SUB_DISPATCHED and not is_held_below(parent, change.assignments):
        change.set(parent.id, AssignmentState.IN_HANDLING)
