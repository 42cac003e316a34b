"""The clocks of the case itself: each belongs to a state, starts on arrival and ends on leaving."""

from collections.abc import Callable, Mapping

from core.cases.life_cycle import Transition
from core.cases.states import CaseState
from core.deadlines.clocks import ClockRow
from core.deadlines.kinds import ClockKind
from core.deadlines.write import ClockChanges

CLOCK_OF: Mapping[CaseState, ClockKind] = {
    CaseState.RECEIVED: ClockKind.TRIAGE,
    CaseState.NEEDS_INFORMATION: ClockKind.TRIAGE,
    CaseState.PENDING_DISPATCH: ClockKind.DISPATCH,
    CaseState.PENDING_REVIEW: ClockKind.REVIEW,
    CaseState.TERMINATION_REVIEW: ClockKind.REVIEW,
    CaseState.PENDING_CALLBACK: ClockKind.CALLBACK,
}
"""In NEEDS_INFORMATION the triage clock stands (Art. 10)."""


def run_case_clocks(
    clocks: ClockChanges,
    transition: Transition,
    before: CaseState,
    after: CaseState,
    grant: Callable[[ClockKind], ClockRow],
) -> None:
    """Bring the case's own clocks from one state to another; `grant` makes a clock of a kind that starts now."""
    leaving, arriving = CLOCK_OF.get(before), CLOCK_OF.get(after)
    if leaving and leaving is not arriving:
        clocks.end(leaving, None, cancel=leaving in transition.cancels)
    if arriving and not clocks.is_open(arriving, None):
        clocks.start(grant(arriving))
    if after is CaseState.NEEDS_INFORMATION:
        clocks.pause(ClockKind.TRIAGE, None, after.value)
    elif before is CaseState.NEEDS_INFORMATION and arriving is ClockKind.TRIAGE:
        clocks.resume(ClockKind.TRIAGE, None)
