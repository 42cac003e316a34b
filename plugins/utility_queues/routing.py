"""To whom a case of a utility goes: the company that serves the place (Art. 18)."""

from core.api import CaseView, Proposal, Proposals, Read, Role, Row, Services, propose
from plugins.utility_queues.areas import serving
from plugins.utility_queues.vocabulary import PLUGIN


async def route(case: CaseView, read: Read, services: Services) -> Proposals | None:
    """The companies that serve the place, best first, then whom the catalogue has help them.

    None for another matter, and where no company is known, so that the catalogue answers.
    """
    if case.utility is None or case.category is None:
        return None
    now = services.clock.now()
    found = [_proposal(row) for row in await serving(read, case.category, case.district_path, now)]
    if not found:
        return None
    catalogue = await propose(read, case.category, case.district, now)
    named = {one.unit_id for one in found}
    helpers = (one for one in catalogue.found if one.role == "CO_HANDLER" and one.unit_id not in named)
    return Proposals((*found, *helpers))


def _proposal(area: Row) -> Proposal:
    return Proposal(
        unit_id=area["unit_id"],
        unit_kind=area["kind"],
        role=Role.LEAD.value,
        basis=area["basis"],
        category=area["category"],
        district=area["district"],
        owner=PLUGIN,
    )
