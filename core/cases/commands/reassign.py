"""reassign (改派): another unit takes the part over; its handling clock goes on."""

from core.access.viewer import Viewer
from core.assignments.model import return_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.change import Change
from core.cases.dispatch_errors import OUTSIDE_SUBTREE
from core.cases.dispatching import Chosen, choose, proposals_for, refuse_twice
from core.cases.facts import AssignmentFacts
from core.cases.inputs.dispatch import DispatchTarget, Reassign
from core.cases.outcome import Outcome
from core.cases.part import Part
from core.cases.release import release
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.wording import basis_of
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import Refused


async def reassign(uow: UnitOfWork, actor: Viewer, input: Reassign) -> Outcome:
    """The other clocks of the new unit start now."""
    change, subject = await on_assignment(uow, actor, Verb.REASSIGN, input)
    reason = check.text(input.reason, "reason")
    chosen = await _choose(change, subject, input)
    for request in change.facts.waiting("return", subject.id):
        change.decide(
            return_request, request.id, decision="REASSIGNED", decision_reason=reason, decided_by=actor.id,
            decided_at=uow.now,
        )  # fmt: skip
    handling = change.clocks.carried(ClockKind.HANDLING, subject.id)
    release(change, subject.id, AssignmentState.CANCELLED)
    made = await change.assign(
        Part(
            unit=chosen.unit,
            role=subject.role,
            basis=chosen.basis,
            proposal={**chosen.trace, "instead_of": str(subject.id)},
            reason=chosen.reason,
            dispatcher_path=subject.dispatcher_path,
            parent_id=subject.parent_id,
            handling=handling,
            instead_of=subject,
        )
    )
    change.note(unit=str(chosen.unit["id"]))
    return await write(change, made)


async def _choose(change: Change, subject: AssignmentFacts, input: Reassign) -> Chosen:
    """A part further down stays inside its parent's subtree and keeps the parent's basis unless another is given."""
    parent = next((one for one in change.assignments if one.id == subject.parent_id), None)
    basis = input.basis or (await basis_of(change, parent) if parent else None)
    target = DispatchTarget(unit_id=input.unit_id, role=subject.role, basis=basis, reason=input.reason)
    settled = parent is not None or change.facts.row["final_ruling"]
    chosen = await choose(change, target, await proposals_for(change), "unitId", ruled=settled)
    refuse_twice(change, chosen.unit, "unitId")
    if parent and not chosen.unit["path"].startswith(f"{parent.unit_path}/"):
        raise Refused(OUTSIDE_SUBTREE, field=("input", "unitId"))
    return chosen
