"""submitFeedback (反馈): the unit reports back; the public reply is a text of its own (Art. 15(2), (3))."""

from core.access.viewer import Viewer
from core.assignments.model import feedback
from core.cases import check, sealed
from core.cases.begin import on_assignment
from core.cases.inputs.feedback import SubmitFeedback
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.ids import new_id


async def submit_feedback(uow: UnitOfWork, actor: Viewer, input: SubmitFeedback) -> Outcome:
    """When every unit the case waits for has reported, the case waits for review."""
    change, subject = await on_assignment(uow, actor, Verb.SUBMIT_FEEDBACK, input)
    reason = check.optional_text(input.unresolved_reason, "unresolvedReason")
    if not input.resolved:
        reason = check.text(reason, "unresolvedReason")
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    attachments = await check.usable_attachments(uow, input.attachments, change.facts.id, actor.id, "attachments")
    row_id = new_id()
    taken = check.text(input.actions_taken, "actionsTaken", limit=check.LONG)
    reply = check.text(input.public_reply, "publicReply", limit=check.LONG)
    change.add(
        feedback, id=row_id, assignment_id=subject.id, facts_true=input.facts_true, within_remit=input.within_remit,
        resolved=input.resolved, unresolved_reason=reason, attachments=attachments, by=actor.id, at=uow.now,
        **sealed.columns(uow, key, sealed.ACTIONS_TAKEN, row_id, taken),
        **sealed.columns(uow, key, sealed.PUBLIC_REPLY, row_id, reply),
    )  # fmt: skip
    change.set(subject.id, AssignmentState.FEEDBACK_SUBMITTED, submitted_at=uow.now, submitted_by=actor.id)
    change.clocks.end(ClockKind.HANDLING, subject.id)
    change.clocks.end(ClockKind.RETURN_WINDOW, subject.id)
    change.derive()
    change.note(resolved=input.resolved)
    outcome = await write(change, subject.id)
    await check.attach(uow, attachments, change.facts.id, key, "attachments")
    return outcome
