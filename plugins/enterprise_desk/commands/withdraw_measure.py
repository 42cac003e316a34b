"""withdrawMeasure (撤下惠企政策): no longer offered, whatever its validity says."""

from core.api import Outcome, UnitOfWork, Viewer
from plugins.enterprise_desk.inputs import WithdrawMeasure
from plugins.enterprise_desk.measure_change import next_version, standing


async def withdraw_measure(uow: UnitOfWork, actor: Viewer, input: WithdrawMeasure) -> Outcome:
    """Raises Refused."""
    row = await standing(uow, actor, input.measure_id, input.expected_version)
    return await next_version(uow, actor, row, {"withdrawn_at": uow.now})
