"""legal_desk/take (承接): a lawyer takes a waiting consultation."""

from core.api import Outcome, Refused, UnitOfWork, Viewer
from plugins.legal_desk import errors
from plugins.legal_desk.begin import on_consultation
from plugins.legal_desk.commands.assign import hand_over
from plugins.legal_desk.conflicts import in_conflict
from plugins.legal_desk.duty import refuse_unavailable
from plugins.legal_desk.inputs import Take
from plugins.legal_desk.operations import TAKE
from plugins.legal_desk.rules import rules
from plugins.legal_desk.states import ConsultationState


async def take(uow: UnitOfWork, actor: Viewer, input: Take) -> Outcome:
    """As for an assignment; a conflict is asked again, for it may have come up since the lawyer saw the case."""
    change, row = await on_consultation(uow, actor, TAKE, input, ConsultationState.WAITING)
    if await in_conflict(uow, change.facts.id, actor.id):
        raise Refused(errors.CONFLICT)
    duty_only = rules(uow.services, change.facts.row["gate"]).duty_only
    await refuse_unavailable(uow, actor.id, change.facts, duty_only=duty_only)
    return await hand_over(change, row, actor.id)
