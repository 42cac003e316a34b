"""handOverCoordination (变更牵头单位): another unit leads, for instance because the case was reassigned."""

from core.api import Outcome, Refused, UnitOfWork, Viewer
from plugins.enterprise_desk.coordination import assigned, confer
from plugins.enterprise_desk.errors import NOT_ASSIGNED, NOTHING_CHANGED
from plugins.enterprise_desk.inputs import HandOverCoordination
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import participant


async def hand_over_coordination(uow: UnitOfWork, actor: Viewer, input: HandOverCoordination) -> Outcome:
    """By who may open one; the former lead goes on taking part. Raises Refused."""
    conference = await confer(uow, actor, Operation.COORDINATION_OPEN, input)
    change, field = conference.change, ("input", "leadUnitId")
    live = assigned(change.facts)
    if input.lead_unit_id not in live:
        raise Refused(NOT_ASSIGNED, field=field)
    if input.lead_unit_id == conference.row["lead_unit_id"]:
        raise Refused(NOTHING_CHANGED, field=field)
    change.decide(participant, conference.lead["id"], leads=False)
    known = {one["unit_id"]: one["id"] for one in conference.participants}
    if input.lead_unit_id in known:
        change.decide(participant, known[input.lead_unit_id], leads=True)
    else:
        change.add(
            participant, case_id=change.facts.id, coordination_id=conference.row["id"], unit_id=input.lead_unit_id,
            unit_path=live[input.lead_unit_id], leads=True,
        )  # fmt: skip
    return await conference.write(lead_unit_id=input.lead_unit_id)
