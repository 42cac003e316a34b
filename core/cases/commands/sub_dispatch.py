"""subDispatch (分办): work goes down inside the unit's own subtree; the unit stays liable (Art. 7(1))."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.dispatching import OUTSIDE_SUBTREE, UNIT_TWICE
from core.cases.inputs import SubDispatch
from core.cases.outcome import Outcome
from core.cases.states import LIVE, AssignmentState, Role
from core.cases.verbs import Verb
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import ErrorCode, Refused, register
from core.units.queries import active_unit

DUE_AFTER_PARENT = register(
    ErrorCode(
        "DUE_AFTER_PARENT",
        "下派期限须在 {due} 之前（含），且晚于当前时间。",
        "Work passed down is due by {due} at the latest, and not in the past.",
        "7(1)",
    )
)


async def sub_dispatch(uow: UnitOfWork, actor: Viewer, input: SubDispatch) -> Outcome:
    """The child is due no later than its parent."""
    change, subject = await on_assignment(uow, actor, Verb.SUB_DISPATCH, input)
    check.text(input.reason, "reason")
    unit = await active_unit(uow, input.unit_id, ("input", "unitId"))
    if not unit["path"].startswith(f"{subject.unit_path}/"):
        raise Refused(OUTSIDE_SUBTREE, field=("input", "unitId"))
    if any(one.unit_id == unit["id"] and one.state in LIVE for one in change.assignments):
        raise Refused(UNIT_TWICE, field=("input", "unitId"))
    limit = change.clocks.due(ClockKind.HANDLING, subject.id)
    due_at = input.due_at or limit
    if due_at is not None and limit is not None and input.due_at and not uow.now < input.due_at <= limit:
        raise Refused(DUE_AFTER_PARENT, field=("input", "dueAt"), due=limit.isoformat())
    change.assign(
        unit, Role.LEAD, basis=subject.basis, proposal={"parent": str(subject.id)},
        dispatcher_path=subject.unit_path, parent=subject, due_at=due_at,
    )  # fmt: skip
    change.set(subject.id, AssignmentState.SUB_DISPATCHED)
    change.clocks.end(ClockKind.RETURN_WINDOW, subject.id)
    change.note(unit=str(unit["id"]))
    return await change.write(subject.id)
