"""giveTask (布置协调任务): the lead gives a unit that takes part a task."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check, new_id
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.coordination import confer, permit_for
from plugins.enterprise_desk.errors import IN_THE_PAST
from plugins.enterprise_desk.inputs import GiveTask
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import task


async def give_task(uow: UnitOfWork, actor: Viewer, input: GiveTask) -> Outcome:
    """By the lead, or by the desk for it. Raises Refused."""
    conference = await confer(uow, actor, Operation.COORDINATION_LEAD, input)
    facts = conference.change.facts
    permit_for(actor, Operation.COORDINATION_LEAD, facts, conference.lead)
    conference.of_unit(input.unit_id)
    if input.due_at is not None and input.due_at <= uow.now:
        raise Refused(IN_THE_PAST, field=("input", "dueAt"))
    content, id_ = check.text(input.content, "content", limit=check.LONG), new_id()
    conference.change.add(
        task, id=id_, case_id=facts.id, coordination_id=conference.row["id"], unit_id=input.unit_id,
        due_at=input.due_at, given_by=actor.id, given_at=uow.now,
        **await sealing.columns(uow, facts.row["case_key"], sealing.CONTENT, id_, content),
    )  # fmt: skip
    conference.change.note(task=str(id_))
    return await conference.write()
