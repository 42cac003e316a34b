"""What is looked after once a minute."""

from sqlalchemy import func, select

from core.api import UnitOfWork
from plugins.utility_queues.alarms import raise_alarms
from plugins.utility_queues.escalation import escalate
from plugins.utility_queues.gathering import note_all_waiting
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.tickets import make_missing, mend_ready
from plugins.utility_queues.vocabulary import PLUGIN

_ALONE = select(func.pg_try_advisory_xact_lock(func.hashtextextended(f"{PLUGIN}/sweep", 0)))


async def sweep(uow: UnitOfWork) -> None:
    """Missing tickets, steps that are due, cases that wait for a notice, gaps; nothing while another process is at it."""
    if not await uow.fetch_value(_ALONE):
        return
    plugins = uow.services.plugins
    gates = plugins.switches.districts(PLUGIN)
    await make_missing(uow, gates)
    await mend_ready(uow, gates)
    for gate in gates:
        await escalate(uow, gate, plugins.settings(UtilityQueuesSettings, gate))
    await note_all_waiting(uow)
    await raise_alarms(uow, gates, plugins.settings(UtilityQueuesSettings).roster_days)
