"""reject (不予移送): nothing comes of the suggestion, or of the system's proposal."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.four_eyes import not_the_proposer
from plugins.discipline_referral.inputs import Reasoned
from plugins.discipline_referral.states import Act


async def reject(uow: UnitOfWork, actor: Viewer, input: Reasoned) -> Outcome:
    """Its proposer withdraws it instead."""
    row = await begin(uow, actor, Act.REJECT, input)
    not_the_proposer(actor, row)
    return await finish(uow, actor, Act.REJECT, row, note=check.text(input.reason, "reason"))
