"""unshelveAssignment (销账): shelved work is taken up again."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.derive import is_held_below
from core.cases.inputs.handling import UnshelveAssignment
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind


async def unshelve_assignment(uow: UnitOfWork, actor: Viewer, input: UnshelveAssignment) -> Outcome:
    """The handling clock runs on with what was left."""
    change, subject = await on_assignment(uow, actor, Verb.UNSHELVE_ASSIGNMENT, input)
    reason = check.text(input.reason, "reason")
    below = is_held_below(subject, change.assignments)
    state = AssignmentState.SUB_DISPATCHED if below else AssignmentState.IN_HANDLING
    change.because(reason, state=(AssignmentState.LONG_TERM, state), assignment=(subject.id, subject.id))
    change.set(subject.id, state, review_on=None)
    change.clocks.resume(ClockKind.HANDLING, subject.id)
    return await write(change, subject.id)
