"""addMeasure (新增惠企政策)."""

from core.api import NotAllowed, Outcome, UnitOfWork, Viewer, new_id
from plugins.enterprise_desk.inputs import AddMeasure
from plugins.enterprise_desk.measure_terms import columns_of
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.tables import measure


async def add_measure(uow: UnitOfWork, actor: Viewer, input: AddMeasure) -> Outcome:
    """A measure for every district it names, or for all. Raises Refused."""
    if not actor.may(Operation.MEASURE_WRITE):
        raise NotAllowed(Operation.MEASURE_WRITE)
    id_ = new_id()
    columns = await columns_of(uow, input.terms)
    await uow.insert(measure, [{"id": id_, "version": 1, "by": actor.id, "at": uow.now, **columns}])
    return Outcome(id_, id_, 1)
