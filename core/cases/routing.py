"""Who should handle a case: the first plug-in that says so, else the dispatch catalogue (Art. 14(1))."""

from dataclasses import replace

from core.catalogue.propose import Proposals
from core.db.read import Read
from core.plugin.views import CaseView
from core.services import Services


async def proposals_of(read: Read, services: Services, case: CaseView) -> Proposals:
    """Who is proposed, best first; each proposal says whose it is."""
    answered = await services.plugins.run.first("route_case", case.gate, case=case, read=read, services=services)
    if answered is None:
        return Proposals(())
    found: Proposals = answered.answer
    return Proposals(tuple(replace(one, owner=answered.plugin) for one in found.found))
