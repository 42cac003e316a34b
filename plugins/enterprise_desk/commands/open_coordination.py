"""openCoordination (发起跨部门协调): one lead and those who take part, all of them units of the case."""

from typing import Any
from uuid import UUID

from core.api import ENDED, Change, Outcome, Refused, UnitOfWork, Viewer, beside, check, new_id, write
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.coordination import assigned, open_of
from plugins.enterprise_desk.errors import (
    CASE_ENDED,
    COORDINATION_IS_OPEN,
    NOBODY_ELSE,
    NOT_AN_ENTERPRISE_CASE,
    NOT_ASSIGNED,
    ONE_LEAD,
)
from plugins.enterprise_desk.inputs import OpenCoordination
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.switched import settings_of
from plugins.enterprise_desk.tables import coordination, participant
from plugins.enterprise_desk.vocabulary import CoordinationState
from plugins.enterprise_desk.working_days import due_after


async def open_coordination(uow: UnitOfWork, actor: Viewer, input: OpenCoordination) -> Outcome:
    """A case has one open coordination at a time. Raises Refused."""
    change = await beside(uow, actor, Operation.COORDINATION_OPEN, input)
    if not change.facts.row["enterprise"]:
        raise Refused(NOT_AN_ENTERPRISE_CASE, field=("input", "caseId"))
    if change.facts.state in ENDED:
        raise Refused(CASE_ENDED, field=("input", "caseId"))
    if await open_of(uow, change.facts.id) is not None:
        raise Refused(COORDINATION_IS_OPEN, field=("input", "caseId"))
    paths = _paths(change, input)
    id_ = new_id()
    change.add(coordination, **await _row(uow, change, input, id_))
    for unit_id, path in paths.items():
        leads = unit_id == input.lead_unit_id
        change.add(
            participant, case_id=change.facts.id, coordination_id=id_, unit_id=unit_id, unit_path=path, leads=leads
        )
    change.note(coordination=str(id_))
    done = await write(change)
    return Outcome(done.case_id, id_, 1)


def _paths(change: Change, input: OpenCoordination) -> dict[UUID, str]:
    """Everybody who takes part, the lead first, with the path of the unit."""
    live = assigned(change.facts)
    if input.lead_unit_id not in live:
        raise Refused(NOT_ASSIGNED, field=("input", "leadUnitId"))
    if not input.unit_ids:
        raise Refused(NOBODY_ELSE, field=("input", "unitIds"))
    for at, unit_id in enumerate(input.unit_ids):
        field = ("input", "unitIds", str(at))
        if unit_id == input.lead_unit_id:
            raise Refused(ONE_LEAD, field=field)
        if unit_id not in live:
            raise Refused(NOT_ASSIGNED, field=field)
    return {unit_id: live[unit_id] for unit_id in (input.lead_unit_id, *input.unit_ids)}


async def _row(uow: UnitOfWork, change: Change, input: OpenCoordination, id_: UUID) -> dict[str, Any]:
    row = change.facts.row
    days = settings_of(uow.services, row["gate"]).coordination_days
    matter = check.text(input.matter, "matter", limit=check.LONG)
    return {
        "id": id_, "case_id": row["id"], "version": 1, "state": CoordinationState.OPEN.value,
        "lead_unit_id": input.lead_unit_id, "due_at": due_after(uow, row["profile"], row["profile_version"], days),
        "opened_by": change.actor, "opened_at": uow.now,
        **await sealing.columns(uow, row["case_key"], sealing.MATTER, id_, matter),
    }  # fmt: skip
