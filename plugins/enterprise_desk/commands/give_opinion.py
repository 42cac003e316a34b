"""giveOpinion (发表协调意见): a unit that takes part says where it stands."""

from core.api import Outcome, UnitOfWork, Viewer, check, new_id
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.codes import POSITION
from plugins.enterprise_desk.coordination import confer, permit_for
from plugins.enterprise_desk.inputs import GiveOpinion
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import opinion


async def give_opinion(uow: UnitOfWork, actor: Viewer, input: GiveOpinion) -> Outcome:
    """A unit may change its mind: every opinion is kept. Raises Refused."""
    conference = await confer(uow, actor, Operation.COORDINATION_ANSWER, input)
    facts = conference.change.facts
    permit_for(actor, Operation.COORDINATION_ANSWER, facts, conference.of_unit(input.unit_id))
    position = await check.known_code(uow, POSITION, input.position, "position")
    text, id_ = check.text(input.opinion, "opinion", limit=check.LONG), new_id()
    conference.change.add(
        opinion, id=id_, case_id=facts.id, coordination_id=conference.row["id"], unit_id=input.unit_id,
        position=position, by=actor.id, at=uow.now,
        **await sealing.columns(uow, facts.row["case_key"], sealing.OPINION, id_, text),
    )  # fmt: skip
    conference.change.note(opinion=str(id_))
    return await conference.write()
