"""transfer (移送): referral and evidence go to the discipline organ of the accused unit's level."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.errors import NO_EVIDENCE
from plugins.discipline_referral.evidence import newest
from plugins.discipline_referral.inputs import Noted
from plugins.discipline_referral.states import Act


async def transfer(uow: UnitOfWork, actor: Viewer, input: Noted) -> Outcome:
    """Which organ was settled with the unit; which bundle goes along is in the audit."""
    row = await begin(uow, actor, Act.TRANSFER, input)
    sent = await newest(uow, row["id"])
    if sent is None:
        raise Refused(NO_EVIDENCE)
    body = {"organ": row["organ"], "bundle": str(sent["id"]), "root": sent["root"].hex()}
    note = check.optional_text(input.note, "note")
    return await finish(uow, actor, Act.TRANSFER, row, {"transferred_at": uow.now}, note=note, body=body)
