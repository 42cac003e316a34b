"""How the desk is: whoever has a roster, or a consultation that waits, has a lawyer on duty."""

from collections.abc import Mapping

from sqlalchemy import select

from core.api import Health, Read, Services, case_file
from plugins.legal_desk.begin import NAME
from plugins.legal_desk.duty import rostered
from plugins.legal_desk.roster import Entry, on_duty
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import consultation

NO_ROSTER = "no roster yet; addLegalRosterEntry puts lawyers on duty"

_WAITING = (
    select(case_file.c.gate)
    .distinct()
    .join_from(consultation, case_file, case_file.c.id == consultation.c.case_id)
    .where(consultation.c.state == ConsultationState.WAITING.value)
)


async def health(read: Read, services: Services) -> Health:
    """Degraded where nobody is on duty though a roster names somebody or a consultation waits, with the districts' codes.

    A desk that has no roster yet is not in use: it is well, and told how it begins.
    """
    now = services.clock.now()
    rosters = await _rosters(read, services)
    waiting = {row["gate"] for row in await read.fetch(_WAITING)}
    alone = [
        district
        for district, entries in rosters.items()
        if (entries or district in waiting) and not on_duty(entries, now, services.workdays.is_working)
    ]
    if alone:
        return Health("degraded", f"no lawyer on duty: {', '.join(alone)}")
    return Health("ok", "" if any(rosters.values()) else NO_ROSTER)


async def _rosters(read: Read, services: Services) -> Mapping[str, tuple[Entry, ...]]:
    switches, now = services.plugins.switches, services.clock.now()
    return {district: await rostered(read, switches.paths[district], now) for district in switches.districts(NAME)}
