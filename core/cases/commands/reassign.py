"""reassign (改派): another unit takes the part over; its handling clock keeps the first start."""

from core.access.viewer import Viewer
from core.assignments.model import return_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.dispatching import OUTSIDE_SUBTREE, UNIT_TWICE, release
from core.cases.inputs import Reassign
from core.cases.outcome import Outcome
from core.cases.states import LIVE, AssignmentState
from core.cases.verbs import Verb
from core.catalogue.propose import propose
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import Refused
from core.units.queries import active_unit


async def reassign(uow: UnitOfWork, actor: Viewer, input: Reassign) -> Outcome:
    """The other clocks of the new unit start now."""
    change, subject = await on_assignment(uow, actor, Verb.REASSIGN, input)
    reason = check.text(input.reason, "reason")
    unit = await active_unit(uow, input.unit_id, ("input", "unitId"))
    if any(one.unit_id == unit["id"] and one.state in LIVE for one in change.assignments):
        raise Refused(UNIT_TWICE, field=("input", "unitId"))
    parent = next((one for one in change.assignments if one.id == subject.parent_id), None)
    if parent and not unit["path"].startswith(f"{parent.unit_path}/"):
        raise Refused(OUTSIDE_SUBTREE, field=("input", "unitId"))
    for request in change.facts.waiting("return", subject.id):
        change.decide(
            return_request, request.id, decision="REASSIGNED", decision_reason=reason, decided_by=actor.id,
            decided_at=uow.now,
        )  # fmt: skip
    first = change.facts.clock(ClockKind.HANDLING, subject.id)
    found = (await propose(uow, change.facts.row["category"], change.facts.row["district"], uow.now)).of(unit["id"])
    release(change, subject.id, AssignmentState.CANCELLED)
    made = change.assign(
        unit, subject.role, basis=input.basis or (found.basis if found else subject.basis),
        proposal={"catalogue": found.trace() if found else None, "instead_of": str(subject.id)},
        dispatcher_path=subject.dispatcher_path, parent=parent,
        handling_since=first["started_at"] if first else None,
    )  # fmt: skip
    change.note(unit=str(unit["id"]))
    return await change.write(made)
