"""completeTask (完成协调任务): a unit says what came of its task."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotFound, Outcome, Refused, Row, UnitOfWork, Viewer, check
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.codes import TASK_OUTCOME
from plugins.enterprise_desk.coordination import confer, permit_for
from plugins.enterprise_desk.errors import TASK_IS_DONE
from plugins.enterprise_desk.inputs import CompleteTask, OnCoordination
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import task

_BY_ID = select(task).where(task.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


async def complete_task(uow: UnitOfWork, actor: Viewer, input: CompleteTask) -> Outcome:
    """By the unit whose task it is. Raises Refused."""
    begun = await _task(uow, input.task_id)
    conference = await confer(
        uow, actor, Operation.COORDINATION_ANSWER, OnCoordination(coordination_id=begun["coordination_id"])
    )
    facts = conference.change.facts
    permit_for(actor, Operation.COORDINATION_ANSWER, facts, conference.of_unit(begun["unit_id"]))
    # Read again: what the case's version guards was not settled before the case was read.
    if (await _task(uow, input.task_id))["done_at"] is not None:
        raise Refused(TASK_IS_DONE, field=("input", "taskId"))
    outcome = await check.known_code(uow, TASK_OUTCOME, input.outcome, "outcome")
    result = check.text(input.result, "result", limit=check.LONG)
    sealed = await sealing.columns(uow, facts.row["case_key"], sealing.RESULT, begun["id"], result)
    conference.change.decide(task, begun["id"], outcome=outcome, done_by=actor.id, done_at=uow.now, **sealed)
    conference.change.note(task=str(begun["id"]))
    return await conference.write()


async def _task(uow: UnitOfWork, id_: UUID) -> Row:
    row = await uow.fetch_one(_BY_ID, id=id_)
    if row is None:
        raise NotFound(field=("input", "taskId"))
    return row
