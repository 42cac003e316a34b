"""subDispatch (分办): work goes down inside the unit's own subtree; the unit stays liable (Art. 7(1))."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.change import Change
from core.cases.dispatch_errors import OUTSIDE_SUBTREE
from core.cases.dispatching import refuse_accused, refuse_twice
from core.cases.facts import AssignmentFacts
from core.cases.inputs.dispatch import SubDispatch
from core.cases.outcome import Outcome
from core.cases.part import Part
from core.cases.rules import told
from core.cases.states import AssignmentState, Role
from core.cases.verbs import Verb
from core.cases.wording import basis_of
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines import clocks
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
    """The child is due with its parent, or earlier; the agency that passes the work down decides on it."""
    change, subject = await on_assignment(uow, actor, Verb.SUB_DISPATCH, input)
    reason = check.text(input.reason, "reason")
    unit = await active_unit(uow, input.unit_id, ("input", "unitId"))
    if not unit["path"].startswith(f"{subject.unit_path}/"):
        raise Refused(OUTSIDE_SUBTREE, field=("input", "unitId"))
    refuse_accused(change, unit, "unitId")
    refuse_twice(change, unit, "unitId")
    await change.assign(
        Part(
            unit=unit,
            role=Role.LEAD,
            basis=await basis_of(change, subject),
            proposal={"parent": str(subject.id)},
            reason=reason,
            dispatcher_path=_agency(actor, subject),
            parent_id=subject.id,
            handling=_handling(change, subject, input),
        )
    )
    change.set(subject.id, AssignmentState.SUB_DISPATCHED)
    change.clocks.end(ClockKind.RETURN_WINDOW, subject.id)
    change.note(unit=str(unit["id"]))
    return await write(change, subject.id)


def _agency(actor: Viewer, subject: AssignmentFacts) -> str:
    """Where the nearest grant that opens the verb is held: somebody there can decide what the child asks for."""
    paths = [opening.grant.unit_path for opening in actor.openings(Verb.SUB_DISPATCH)]
    return max((path for path in paths if f"{subject.unit_path}/".startswith(f"{path}/")), key=len)


def _handling(change: Change, subject: AssignmentFacts, input: SubDispatch) -> clocks.ClockRow | None:
    limit = change.clocks.due(ClockKind.HANDLING, subject.id)
    if input.due_at is None:
        return change.clocks.carried(ClockKind.HANDLING, subject.id)
    if limit is not None and not change.now < input.due_at <= limit:
        raise Refused(DUE_AFTER_PARENT, field=("input", "dueAt"), due=told(limit))
    return clocks.promised(ClockKind.HANDLING, change.now, input.due_at, case_id=change.facts.id)
