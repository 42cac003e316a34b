"""legal_desk/roster.write (终止排班): an entry holds no longer."""

from core.api import Outcome, Refused, UnitOfWork, Viewer
from plugins.legal_desk import errors
from plugins.legal_desk.beside_cases import kept
from plugins.legal_desk.inputs import EndRosterEntry
from plugins.legal_desk.operations import ROSTER_READ, ROSTER_WRITE
from plugins.legal_desk.tables import roster


async def end_roster_entry(uow: UnitOfWork, actor: Viewer, input: EndRosterEntry) -> Outcome:
    """What the lawyer has stays with the lawyer."""
    row = await kept(uow, actor, roster, input.entry_id, "entryId", (ROSTER_READ, ROSTER_WRITE), input.expected_version)
    if row["ended_at"] is not None:
        raise Refused(errors.ROSTER_ENDED)
    ended = {"ended_by": actor.id, "ended_at": uow.now, "version": row["version"] + 1}
    await uow.update(roster, {"id": row["id"]}, ended)
    return Outcome(row["id"], row["id"], row["version"] + 1)
