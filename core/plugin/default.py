"""The core's own answers to the hooks that need one: the last that is asked."""

from core.catalogue.propose import Proposals, propose
from core.db.read import Read
from core.db.uow import UnitOfWork
from core.deadlines.rule import Facts
from core.plugin.answers import DeadlineGrant
from core.plugin.hookspecs import hook
from core.plugin.views import CaseView
from core.services import Services


@hook
async def route_case(case: CaseView, read: Read, services: Services) -> Proposals:
    """What the dispatch catalogue says of the case's category and place."""
    now = read.now if isinstance(read, UnitOfWork) else services.clock.now()
    return await propose(read, case.category, case.district, now)


@hook
async def propose_deadline(case: CaseView, kind: str, services: Services) -> DeadlineGrant:
    """What the case's policy profile grants. Raises UnknownClock for a kind it does not name."""
    budget, rule = services.profiles.version(case.profile, case.profile_version).budget(kind, _facts(case))
    return DeadlineGrant(budget, rule)


def _facts(case: CaseView) -> Facts:
    return Facts(
        urgency=case.urgency,
        kind=case.kind,
        channel=case.channel,
        utility=case.utility is not None,
        enterprise=case.enterprise,
    )
