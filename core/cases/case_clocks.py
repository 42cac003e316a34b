"""The clocks of the case itself: each belongs to a state, starts on arrival and ends on leaving."""

from collections.abc import Mapping

from core.cases.change import Change
from core.cases.states import ENDED, SETTLED, CaseState
from core.deadlines.kinds import ClockKind

CLOCK_OF: Mapping[CaseState, ClockKind] = {
    CaseState.RECEIVED: ClockKind.TRIAGE,
    CaseState.NEEDS_INFORMATION: ClockKind.TRIAGE,
    CaseState.PENDING_DISPATCH: ClockKind.DISPATCH,
    CaseState.PENDING_REVIEW: ClockKind.REVIEW,
    CaseState.TERMINATION_REVIEW: ClockKind.REVIEW,
    CaseState.PENDING_CALLBACK: ClockKind.CALLBACK,
}
"""In NEEDS_INFORMATION the triage clock stands (Art. 10)."""


async def run_case_clocks(change: Change) -> None:
    """Bring the case's own clocks from the state the command found to the one it leaves."""
    clocks, before, after = change.clocks, change.facts.state, change.state
    leaving, arriving = CLOCK_OF.get(before), CLOCK_OF.get(after)
    if leaving and leaving is not arriving:
        clocks.end(leaving, None, cancel=leaving in change.transition.cancels)
    if arriving and not clocks.is_open(arriving, None):
        clocks.start(await change.grant(arriving))
    if after is CaseState.NEEDS_INFORMATION:
        clocks.pause(ClockKind.TRIAGE, None, after.value)
    elif before is CaseState.NEEDS_INFORMATION and arriving is ClockKind.TRIAGE:
        clocks.resume(ClockKind.TRIAGE, None)


def cancel_left_over(change: Change) -> None:
    """Clocks of plug-ins end with the case, or with the assignment, that they time: nobody would stop them any more.

    One that is started after the end, say for a visit to the reporter, runs until its plug-in ends it.
    """
    settled = {one.id for one in change.facts.assignments if one.state in SETTLED}
    ended = {one.id for one in change.assignments if one.state in SETTLED} - settled
    over = change.state in ENDED and change.facts.state not in ENDED
    for row in change.clocks.open_of_plugins():
        if over or row["assignment_id"] in ended:
            change.clocks.end_one(row["id"], cancel=True)
