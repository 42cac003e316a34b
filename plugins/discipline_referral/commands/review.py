"""review (审核): a second person finds the suggestion in order."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.four_eyes import not_the_proposer
from plugins.discipline_referral.inputs import Noted
from plugins.discipline_referral.states import Act


async def review(uow: UnitOfWork, actor: Viewer, input: Noted) -> Outcome:
    """Never the proposer."""
    row = await begin(uow, actor, Act.REVIEW, input)
    not_the_proposer(actor, row)
    note = check.optional_text(input.note, "note")
    return await finish(uow, actor, Act.REVIEW, row, {"reviewed_by": actor.id}, note=note)
