"""rejectTermination (驳回终止): the handling goes on (Art. 15(5), (6))."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.termination import RejectTermination
from core.cases.model import termination_request
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def reject_termination(uow: UnitOfWork, actor: Viewer, input: RejectTermination) -> Outcome:
    """With the reason."""
    change = await on_case(uow, actor, Verb.REJECT_TERMINATION, input)
    reason = check.text(input.reason, "reason")
    for one in change.facts.waiting("termination"):
        change.decide(
            termination_request, one.id, decision="REJECTED", decision_reason=reason, decided_by=actor.id,
            decided_at=uow.now,
        )  # fmt: skip
    change.move(CaseState.IN_PROGRESS)
    return await write(change)
