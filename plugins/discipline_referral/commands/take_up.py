"""takeUp (采纳提示): a person makes the system's proposal his own, and adds what Art. 21 requires."""

from core.api import Outcome, UnitOfWork, Viewer
from plugins.discipline_referral import given, officers
from plugins.discipline_referral.accused import accuse
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.inputs import TakeUp
from plugins.discipline_referral.sealed import FACTS, columns
from plugins.discipline_referral.states import Act


async def take_up(uow: UnitOfWork, actor: Viewer, input: TakeUp) -> Outcome:
    """From here on he is the proposer, whom the four eyes rule keeps from deciding."""
    row = await begin(uow, actor, Act.TAKE_UP, input)
    persons, facts = given.persons(input.persons), given.facts(input.facts)
    accounts = await officers.accused_accounts(uow, persons)
    await officers.refuse_bias(uow, [actor.id], row["unit_path"], row["agency_path"], accounts)
    consequence = await given.consequence(uow, input.consequence)
    key = await uow.services.keys.case_key(row["case_key"])
    changes = {"consequence": consequence, "proposed_by": actor.id, **columns(uow, key, FACTS, row["id"], facts)}
    await accuse(uow, row["id"], key, persons)
    return await finish(uow, actor, Act.TAKE_UP, row, changes)
