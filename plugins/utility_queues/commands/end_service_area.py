"""endUtilityServiceArea: the last day on which a company serves a place."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotFound, Outcome, Refused, UnitOfWork, Viewer
from plugins.utility_queues.areas import today
from plugins.utility_queues.commands.add_service_area import demand_write, refuse_overlap
from plugins.utility_queues.errors import AREA_ENDED
from plugins.utility_queues.inputs import EndServiceArea
from plugins.utility_queues.subject import refuse_moved
from plugins.utility_queues.tables import service_area as area

_AREA = select(area).where(area.c.id == bindparam("id", type_=Uuid(as_uuid=True))).with_for_update()


async def end_service_area(uow: UnitOfWork, actor: Viewer, input: EndServiceArea) -> Outcome:
    """An end that lies ahead may be moved, also later; one that has come may not. Raises AREA_ENDED, AREA_OVERLAPS."""
    found = await uow.fetch_one(_AREA, id=input.area_id)
    if found is None:
        raise NotFound(field=("input", "areaId"))
    demand_write(actor, found["district_path"])
    refuse_moved(found["version"], input.expected_version)
    if found["valid_to"] is not None and found["valid_to"] < today(uow.now):
        raise Refused(AREA_ENDED, field=("input", "areaId"), until=found["valid_to"])
    await refuse_overlap(uow, found, found["valid_from"], input.valid_to)
    version = found["version"] + 1
    await uow.update(area, {"id": found["id"]}, {"valid_to": input.valid_to, "version": version})
    return Outcome(found["id"], found["id"], version)
