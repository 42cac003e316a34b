"""reviseMeasure (修订惠企政策): all terms anew."""

from core.api import Outcome, UnitOfWork, Viewer
from plugins.enterprise_desk.inputs import ReviseMeasure
from plugins.enterprise_desk.measure_change import next_version, standing
from plugins.enterprise_desk.measure_terms import columns_of


async def revise_measure(uow: UnitOfWork, actor: Viewer, input: ReviseMeasure) -> Outcome:
    """Raises Refused."""
    row = await standing(uow, actor, input.measure_id, input.expected_version)
    return await next_version(uow, actor, row, await columns_of(uow, input.terms))
