"""concludeCoordination (跨部门协调办结): the conclusion, after every task is done."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.codes import CONCLUSION
from plugins.enterprise_desk.coordination import confer, open_tasks, permit_for
from plugins.enterprise_desk.errors import TASKS_ARE_OPEN
from plugins.enterprise_desk.inputs import ConcludeCoordination
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.vocabulary import CoordinationState


async def conclude_coordination(uow: UnitOfWork, actor: Viewer, input: ConcludeCoordination) -> Outcome:
    """By the lead, or by the desk. Raises Refused."""
    conference = await confer(uow, actor, Operation.COORDINATION_CONCLUDE, input)
    facts, row = conference.change.facts, conference.row
    permit_for(actor, Operation.COORDINATION_CONCLUDE, facts, conference.lead)
    waiting = await open_tasks(uow, row["id"])
    if waiting:
        raise Refused(TASKS_ARE_OPEN, field=("input", "coordinationId"), count=waiting)
    outcome = await check.known_code(uow, CONCLUSION, input.outcome, "outcome")
    text = check.text(input.conclusion, "conclusion", limit=check.LONG)
    return await conference.write(
        state=CoordinationState.CONCLUDED.value, outcome=outcome, concluded_by=actor.id, ended_at=uow.now,
        **await sealing.columns(uow, facts.row["case_key"], sealing.CONCLUSION, row["id"], text),
    )  # fmt: skip
