"""approveFeedback (审核通过): when all are approved the reporter is called back (Art. 15(3), 16)."""

from core.access.viewer import Viewer
from core.assignments.model import feedback
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.feedback import ApproveFeedback
from core.cases.outcome import Outcome
from core.cases.release import settle_parent
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def approve_feedback(uow: UnitOfWork, actor: Viewer, input: ApproveFeedback) -> Outcome:
    """The unit's part is done."""
    change, subject = await on_assignment(uow, actor, Verb.APPROVE_FEEDBACK, input)
    for one in change.facts.waiting("feedback", subject.id):
        change.decide(
            feedback, one.id, decision="APPROVED", decided_by=actor.id, decided_at=uow.now,
            decision_reason=check.optional_text(input.reason, "reason"),
        )  # fmt: skip
    change.set(subject.id, AssignmentState.COMPLETED, ended_at=uow.now)
    settle_parent(change, subject)
    change.derive()
    return await write(change, subject.id)
