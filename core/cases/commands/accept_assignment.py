"""acceptAssignment (签收): the unit takes the assignment."""

from core.access.viewer import Viewer
from core.cases.begin import on_assignment
from core.cases.inputs.handling import AcceptAssignment
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind


async def accept_assignment(uow: UnitOfWork, actor: Viewer, input: AcceptAssignment) -> Outcome:
    """The acceptance clock stops; the handling clock has been running since dispatch."""
    change, subject = await on_assignment(uow, actor, Verb.ACCEPT_ASSIGNMENT, input)
    change.set(subject.id, AssignmentState.ACCEPTED, accepted_at=uow.now)
    change.clocks.end(ClockKind.ACCEPTANCE, subject.id)
    return await write(change, subject.id)
