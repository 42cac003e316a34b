"""approveReturn (同意退单): the assignment goes back; the case waits for another dispatch when no unit is left."""

from core.access.viewer import Viewer
from core.assignments.model import return_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.returns import ApproveReturn
from core.cases.outcome import Outcome
from core.cases.release import release, settle_parent
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def approve_return(uow: UnitOfWork, actor: Viewer, input: ApproveReturn) -> Outcome:
    """Counts as a bounce of the case (only a return to the hotline does)."""
    change, subject = await on_assignment(uow, actor, Verb.APPROVE_RETURN, input)
    for request in change.facts.waiting("return", subject.id):
        change.decide(
            return_request, request.id, decision="APPROVED", decided_by=actor.id, decided_at=uow.now,
            decision_reason=check.optional_text(input.reason, "reason"),
        )  # fmt: skip
    release(change, subject.id, AssignmentState.RETURNED)
    if subject.parent_id is None:
        change.case["bounces"] = change.facts.row["bounces"] + 1
    settle_parent(change, subject)
    change.derive()
    return await write(change, subject.id)
