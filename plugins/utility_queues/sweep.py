"""What is looked after once a minute."""

from sqlalchemy import func, select

from core.api import UnitOfWork
from plugins.utility_queues.alarms import raise_alarms
from plugins.utility_queues.escalation import escalate
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.tickets import catch_up
from plugins.utility_queues.vocabulary import PLUGIN

_ALONE = select(func.pg_try_advisory_xact_lock(func.hashtextextended(f"{PLUGIN}/sweep", 0)))


async def sweep(uow: UnitOfWork) -> None:
    """Tickets that are missing, steps that are due, gaps in rosters; nothing while another process is at it."""
    if not await uow.fetch_value(_ALONE):
        return
    plugins = uow.services.plugins
    gates = plugins.switches.districts(PLUGIN)
    await catch_up(uow, gates)
    for gate in gates:
        await escalate(uow, gate, plugins.settings(UtilityQueuesSettings, gate))
    await raise_alarms(uow, gates, plugins.settings(UtilityQueuesSettings).roster_days)
