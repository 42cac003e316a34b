"""sendBackFeedback (审核退回): the unit works on; its handling clock never stopped (Art. 15(3))."""

from core.access.viewer import Viewer
from core.assignments.model import feedback
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.feedback import SendBackFeedback
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind


async def send_back_feedback(uow: UnitOfWork, actor: Viewer, input: SendBackFeedback) -> Outcome:
    """With the reason."""
    change, subject = await on_assignment(uow, actor, Verb.SEND_BACK_FEEDBACK, input)
    reason = check.text(input.reason, "reason")
    for one in change.facts.waiting("feedback", subject.id):
        change.decide(
            feedback, one.id, decision="SENT_BACK", decision_reason=reason, decided_by=actor.id, decided_at=uow.now
        )
    change.set(subject.id, AssignmentState.IN_HANDLING, submitted_at=None, submitted_by=None)
    change.clocks.resume(ClockKind.HANDLING, subject.id)
    change.derive()
    return await write(change, subject.id)
