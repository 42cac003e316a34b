"""How the desk is: somebody should be on duty wherever it is on."""

from core.api import Health, Read, Services
from plugins.legal_desk.begin import NAME
from plugins.legal_desk.duty import lawyers_on_duty


async def health(read: Read, services: Services) -> Health:
    """Degraded where nobody is on duty now, with the districts' codes."""
    switches, now = services.plugins.switches, services.clock.now()
    alone = [
        district
        for district in switches.districts(NAME)
        if not await lawyers_on_duty(read, services, switches.paths[district], now)
    ]
    return Health("degraded", f"no lawyer on duty: {', '.join(alone)}") if alone else Health("ok")
