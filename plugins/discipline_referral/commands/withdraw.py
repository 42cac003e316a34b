"""withdraw (撤回): the proposer takes the referral back before it is transferred."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.four_eyes import the_proposer
from plugins.discipline_referral.inputs import Reasoned
from plugins.discipline_referral.states import Act


async def withdraw(uow: UnitOfWork, actor: Viewer, input: Reasoned) -> Outcome:
    """By nobody else."""
    row = await begin(uow, actor, Act.WITHDRAW, input)
    the_proposer(actor, row)
    return await finish(uow, actor, Act.WITHDRAW, row, note=check.text(input.reason, "reason"))
