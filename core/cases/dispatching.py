"""Giving units their parts: the rules that dispatch, ruling and reassignment share (Art. 14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.cases import check
from core.cases import dispatch_errors as e
from core.cases.change import Change
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.part import Part
from core.cases.respondent import lies_below
from core.cases.routing import proposals_of
from core.cases.states import LIVE, Role
from core.catalogue.propose import Proposal, Proposals, foresee_proposals
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.units.queries import active_unit, foresee_unit, is_staffed


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit that may have the part, with the basis, the reason that was given and the trace of why."""

    unit: Row
    basis: str
    reason: str | None
    trace: dict[str, object]


def foresee_dispatch(uow: UnitOfWork, case_id: UUID, targets: Sequence[DispatchTarget]) -> None:
    """Have the units and the catalogue's proposals come with the case."""
    foresee_proposals(uow, case_id)
    for target in targets:
        foresee_unit(uow, target.unit_id)


async def dispatch(change: Change, targets: Sequence[DispatchTarget], *, ruled: bool = False) -> None:
    """Create the assignments of a round. A ruling may override the catalogue, nothing else may without a basis."""
    _check_shape(targets)
    proposals = await proposals_for(change)
    for target in targets:
        chosen = await choose(change, target, proposals, "targets", ruled=ruled)
        await change.assign(
            Part(
                unit=chosen.unit,
                role=target.role,
                basis=chosen.basis,
                proposal=chosen.trace,
                reason=chosen.reason,
                dispatcher_path=change.facts.row["agency_path"],
            )
        )
    change.case["dispatches"] = change.facts.row["dispatches"] + 1
    change.note(units=[str(target.unit_id) for target in targets])


async def proposals_for(change: Change) -> Proposals:
    """Who is proposed for the case today, by a plug-in or by the catalogue."""
    return await proposals_of(change.uow, change.uow.services, change.view())


async def choose(change: Change, target: DispatchTarget, proposals: Proposals, field: str, *, ruled: bool) -> Chosen:
    """The unit of a target. Raises Refused when it may not have the part."""
    place = ("input", field)
    unit = await active_unit(change.uow, target.unit_id, place)
    refuse_accused(change, unit, field)
    found = proposals.of(target.unit_id)
    if target.role is not Role.CO_HANDLER:
        if unit["kind"] == "SUPPORTING_ORG":
            raise Refused(e.UNIT_NOT_LIABLE, field=place)
        if unit["kind"] == "TOWNSHIP" and not ruled and found is None and _is_a_department_s(proposals):
            raise Refused(e.DUTY_NOT_FOR_TOWNSHIP, field=place)
    basis = check.optional_text(target.basis, field) or (found.basis if found else None)
    if basis is None:
        raise Refused(e.BASIS_REQUIRED, field=place)
    reason = check.optional_text(target.reason, "targets")
    return Chosen(unit, basis, reason, await _trace(change, target, found, ruled=ruled))


def refuse_accused(change: Change, unit: Row, field: str) -> None:
    """The unit that the case accuses, or one below it, is given nothing of it (Art. 28)."""
    accused = change.facts.row["respondent_path"]
    if lies_below(unit["path"], accused):
        raise Refused(e.ACCUSED_UNIT, field=("input", field))


def refuse_twice(change: Change, unit: Row, field: str) -> None:
    """Work is not handed to a unit that has a live part of the case already."""
    if any(one.unit_id == unit["id"] and one.state in LIVE for one in change.assignments):
        raise Refused(e.UNIT_TWICE, field=("input", field))


async def _trace(change: Change, target: DispatchTarget, found: Proposal | None, *, ruled: bool) -> dict[str, object]:
    return {
        "proposed": found.trace() if found else None,
        "ruled": ruled,
        "liaison": await is_staffed(change.uow, target.unit_id),
    }


def _check_shape(targets: Sequence[DispatchTarget]) -> None:
    if not targets:
        raise Refused(check.REQUIRED, field=("input", "targets"))
    roles = [target.role for target in targets]
    led = roles.count(Role.LEAD) == 1 and Role.PARALLEL not in roles
    parallel = Role.LEAD not in roles and Role.PARALLEL in roles
    if not (led or parallel):
        raise Refused(e.NO_SINGLE_LEAD, field=("input", "targets"))
    if len({target.unit_id for target in targets}) != len(targets):
        raise Refused(e.UNIT_TWICE, field=("input", "targets"))


def _is_a_department_s(proposals: Proposals) -> bool:
    return any(lead.unit_kind == "DEPARTMENT" for lead in proposals.leads)
