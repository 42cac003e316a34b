"""approveTermination (同意终止): the city agency ends the handling (Art. 15(5), (6))."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.termination import ApproveTermination
from core.cases.model import termination_request
from core.cases.outcome import Outcome
from core.cases.release import end
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def approve_termination(uow: UnitOfWork, actor: Viewer, input: ApproveTermination) -> Outcome:
    """The case ends terminated."""
    change = await on_case(uow, actor, Verb.APPROVE_TERMINATION, input)
    reason = check.text(input.reason, "reason")
    for one in change.facts.waiting("termination"):
        change.decide(
            termination_request, one.id, decision="APPROVED", decision_reason=reason, decided_by=actor.id,
            decided_at=uow.now,
        )  # fmt: skip
    end(change, CaseState.TERMINATED, "TERMINATED")
    return await write(change)
