"""Giving units their parts: the checks and the writing that dispatch, ruling, redo and reassignment share."""

from collections.abc import Sequence
from uuid import UUID

from core.cases import check
from core.cases.change import Change
from core.cases.inputs import DispatchTarget
from core.cases.states import LIVE, AssignmentState, Role
from core.catalogue.propose import Proposal, propose
from core.deadlines.kinds import ClockKind
from core.errors import ErrorCode, Refused, register
from core.units.queries import active_unit, officers_of

NO_SINGLE_LEAD = register(
    ErrorCode(
        "NO_SINGLE_LEAD",
        "应当指定一个牵头单位（可加配合单位），或者分别派给若干单位。",
        "Name one lead, with co-handlers if wanted, or several units in parallel.",
        "14(2)",
    )
)
UNIT_TWICE = register(ErrorCode("UNIT_TWICE", "同一单位不能重复派单。", "A unit is named twice.", "14(2)"))
UNIT_NOT_LIABLE = register(
    ErrorCode(
        "UNIT_NOT_LIABLE",
        "该单位只配合办理，不能牵头。",
        "A supporting organisation cooperates, it does not lead.",
        "3",
    )
)
BASIS_REQUIRED = register(
    ErrorCode(
        "BASIS_REQUIRED",
        "派单目录未推荐该单位，应当说明依据。",
        "The catalogue does not propose this unit: give the legal basis.",
        "14(1)",
    )
)
DUTY_NOT_FOR_TOWNSHIP = register(
    ErrorCode(
        "DUTY_NOT_FOR_TOWNSHIP",
        "应由职能部门办理的事项不得派给乡镇（街道）。",
        "What a department is responsible for is not dispatched to a township.",
        "14(1)",
    )
)
OUTSIDE_SUBTREE = register(
    ErrorCode(
        "OUTSIDE_SUBTREE",
        "只能派给本单位下属单位。",
        "Work is passed down only inside the unit's own subtree.",
        "7(1)",
    )
)
CITY_DISPATCHER = "/ta"
PER_ASSIGNMENT = (ClockKind.ACCEPTANCE, ClockKind.RETURN_WINDOW, ClockKind.FIRST_CONTACT, ClockKind.HANDLING)
"""Clocks that end with the assignment; a commitment outlives it (Art. 20)."""


async def dispatch(change: Change, targets: Sequence[DispatchTarget], *, ruled: bool = False) -> list[UUID]:
    """Create the assignments of a round. A ruling may override the catalogue, nothing else may without a basis."""
    _check_shape(targets)
    proposals = await propose(change.uow, change.facts.row["category"], change.facts.row["district"], change.now)
    made = []
    for target in targets:
        unit = await active_unit(change.uow, target.unit_id, ("input", "targets"))
        if unit["kind"] == "SUPPORTING_ORG" and target.role is not Role.CO_HANDLER:
            raise Refused(UNIT_NOT_LIABLE, field=("input", "targets"))
        found = proposals.of(target.unit_id)
        basis = _basis(target, found)
        if not ruled and unit["kind"] == "TOWNSHIP" and target.role is not Role.CO_HANDLER:
            _refuse_passing_down(proposals.leads, found)
        trace = {"catalogue": found.trace() if found else None, "given": bool(target.basis), "ruled": ruled}
        staffed = bool(await officers_of(change.uow, unit["id"]))
        trace |= {"liaison": staffed}
        made.append(change.assign(unit, target.role, basis=basis, proposal=trace, dispatcher_path=CITY_DISPATCHER))
    change.case["dispatches"] = change.facts.row["dispatches"] + 1
    change.note(units=[str(target.unit_id) for target in targets])
    return made


def release(change: Change, assignment_id: UUID, state: AssignmentState, **columns: object) -> None:
    """End an assignment and everything below it that is live; their clocks are cancelled."""
    change.set(assignment_id, state, ended_at=change.now, **columns)
    change.clocks.end_all(assignment_id, only=PER_ASSIGNMENT)
    for child in change.assignments:
        if child.parent_id == assignment_id and child.state in LIVE:
            release(change, child.id, AssignmentState.CANCELLED)


def release_all(change: Change) -> list[UUID]:
    """Cancel every live assignment of the case; their ids."""
    live = [one.id for one in change.assignments if one.state in LIVE]
    for one in change.assignments:
        if one.id in live and one.parent_id is None:
            release(change, one.id, AssignmentState.CANCELLED)
    return live


def _check_shape(targets: Sequence[DispatchTarget]) -> None:
    if not targets:
        raise Refused(check.REQUIRED, field=("input", "targets"))
    roles = [target.role for target in targets]
    led = roles.count(Role.LEAD) == 1 and Role.PARALLEL not in roles
    parallel = Role.LEAD not in roles and Role.PARALLEL in roles
    if not (led or parallel):
        raise Refused(NO_SINGLE_LEAD, field=("input", "targets"))
    if len({target.unit_id for target in targets}) != len(targets):
        raise Refused(UNIT_TWICE, field=("input", "targets"))


def _basis(target: DispatchTarget, found: Proposal | None) -> str:
    given = check.optional_text(target.basis, "targets")
    if given is None and found is None:
        raise Refused(BASIS_REQUIRED, field=("input", "targets"))
    return given or (found.basis if found else "")


def _refuse_passing_down(leads: Sequence[Proposal], found: Proposal | None) -> None:
    if found is None and any(lead.unit_kind == "DEPARTMENT" for lead in leads):
        raise Refused(DUTY_NOT_FOR_TOWNSHIP, field=("input", "targets"))
