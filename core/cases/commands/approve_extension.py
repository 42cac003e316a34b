"""approveExtension (同意延期): the dispatching level grants the days asked for (Art. 15(4))."""

from core.access.viewer import Viewer
from core.assignments.model import extension_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.extension import ApproveExtension
from core.cases.outcome import Outcome
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind


async def approve_extension(uow: UnitOfWork, actor: Viewer, input: ApproveExtension) -> Outcome:
    """The budget grows; a breach that was written stays written."""
    change, subject = await on_assignment(uow, actor, Verb.APPROVE_EXTENSION, input)
    request = change.facts.waiting("extension", subject.id)[0]
    days = request.amount or 0
    change.decide(
        extension_request, request.id, decision="APPROVED", decided_by=actor.id, decided_at=uow.now,
        decision_reason=check.optional_text(input.reason, "reason"),
    )  # fmt: skip
    change.clocks.extend(ClockKind.HANDLING, subject.id, days)
    change.set(subject.id, extensions=subject.extensions + 1, extended_days=subject.extended_days + days)
    change.note(days=days)
    return await write(change, subject.id)
