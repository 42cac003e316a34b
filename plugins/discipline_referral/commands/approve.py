"""approve (批准): the referral may be transferred."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.discipline_referral import create
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.four_eyes import not_the_proposer, not_the_reviewer
from plugins.discipline_referral.inputs import Noted
from plugins.discipline_referral.states import Act


async def approve(uow: UnitOfWork, actor: Viewer, input: Noted) -> Outcome:
    """Never the proposer, nor the reviewer where the settings ask for three people."""
    row = await begin(uow, actor, Act.APPROVE, input)
    not_the_proposer(actor, row)
    if create.settings(uow, row["gate"]).distinct_approver:
        not_the_reviewer(actor, row)
    note = check.optional_text(input.note, "note")
    return await finish(uow, actor, Act.APPROVE, row, {"approved_by": actor.id}, note=note)
