"""rejectExtension (驳回延期): the due date stays (Art. 15(4))."""

from core.access.viewer import Viewer
from core.assignments.model import extension_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.extension import RejectExtension
from core.cases.outcome import Outcome
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def reject_extension(uow: UnitOfWork, actor: Viewer, input: RejectExtension) -> Outcome:
    """With the reason."""
    change, subject = await on_assignment(uow, actor, Verb.REJECT_EXTENSION, input)
    reason = check.text(input.reason, "reason")
    for request in change.facts.waiting("extension", subject.id):
        change.decide(
            extension_request, request.id, decision="REJECTED", decision_reason=reason, decided_by=actor.id,
            decided_at=uow.now,
        )  # fmt: skip
    change.set(subject.id)
    return await write(change, subject.id)
