"""fulfilCommitment (兑现承诺): a promise is kept, kept late, or owned up to as not kept (Art. 20)."""

from core.access.viewer import Viewer
from core.assignments.model import commitment
from core.cases.begin import on_assignment
from core.cases.errors import NO_OPEN_COMMITMENT
from core.cases.inputs.handling import FulfilCommitment
from core.cases.outcome import Outcome
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import Refused


async def fulfil_commitment(uow: UnitOfWork, actor: Viewer, input: FulfilCommitment) -> Outcome:
    """The promise's own clock stops."""
    change, subject = await on_assignment(uow, actor, Verb.FULFIL_COMMITMENT, input)
    waiting = [one for one in change.facts.waiting("commitment", subject.id) if one.id == input.commitment_id]
    if not waiting:
        raise Refused(NO_OPEN_COMMITMENT, field=("input", "commitmentId"))
    late = waiting[0].until is not None and uow.now > waiting[0].until
    outcome = ("KEPT_LATE" if late else "KEPT") if input.kept else "NOT_KEPT"
    change.decide(commitment, waiting[0].id, fulfilled_at=uow.now, outcome=outcome)
    change.clocks.end_one(waiting[0].id, cancel=not input.kept)
    change.set(subject.id)
    change.note(commitment=str(waiting[0].id), outcome=outcome)
    return await write(change, subject.id)
