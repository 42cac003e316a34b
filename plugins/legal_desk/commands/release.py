"""legal_desk/release (交回): a consultation goes back to the queue, at the end of a shift for instance."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.legal_desk.begin import done, give_back, on_consultation, refuse_strangers
from plugins.legal_desk.inputs import Release
from plugins.legal_desk.operations import RELEASE
from plugins.legal_desk.states import ConsultationState


async def release(uow: UnitOfWork, actor: Viewer, input: Release) -> Outcome:
    """Its clock runs on."""
    change, row = await on_consultation(uow, actor, RELEASE, input, ConsultationState.ASSIGNED)
    refuse_strangers(change, row, actor, overseen=True)
    reason = await check.known_code(uow, "legal_desk_release_reason", input.reason, "reason")
    give_back(change, row, reason)
    return await done(change, row)
