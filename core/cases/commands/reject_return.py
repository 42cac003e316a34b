"""rejectReturn (驳回退单): the assignment counts as accepted."""

from core.access.viewer import Viewer
from core.assignments.model import return_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.returns import RejectReturn
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind


async def reject_return(uow: UnitOfWork, actor: Viewer, input: RejectReturn) -> Outcome:
    """No further return: the window closes with the decision."""
    change, subject = await on_assignment(uow, actor, Verb.REJECT_RETURN, input)
    reason = check.text(input.reason, "reason")
    for request in change.facts.waiting("return", subject.id):
        change.decide(
            return_request, request.id, decision="REJECTED", decision_reason=reason, decided_by=actor.id,
            decided_at=uow.now,
        )  # fmt: skip
    change.set(subject.id, AssignmentState.ACCEPTED)
    if change.clocks.is_open(ClockKind.ACCEPTANCE, subject.id):
        change.set(subject.id, accepted_at=uow.now)
    change.clocks.end(ClockKind.ACCEPTANCE, subject.id)
    change.clocks.end(ClockKind.RETURN_WINDOW, subject.id)
    return await write(change, subject.id)
