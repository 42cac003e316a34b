"""Root fields about the dispatch catalogue."""

from typing import Annotated

import strawberry

from core.access.operations import Operation
from core.cases.routing import proposals_of
from core.cases.view import case_view_of
from core.catalogue.model import catalogue_entry
from core.catalogue.propose import propose
from schema.cases.types import Case
from schema.catalogue.types import CatalogueEntry, DispatchProposal, shown
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.connections import Connection
from schema.relay.ids import expect
from schema.relay.windows import Order

MOST = 100
BY_CATEGORY = Order((catalogue_entry.c.category, catalogue_entry.c.id))

CaseId = Annotated[strawberry.ID, strawberry.argument(description="The case.\n工单标识")]
Category = Annotated[str, strawberry.argument(description="Code of the category.\n类别代码")]
District = Annotated[str, strawberry.argument(description="Code of the place.\n区划代码")]


@strawberry.type
class CatalogueQueries:
    """Root fields."""

    @field("What the catalogue proposes for a category in a place, best first; each entry says why.\n派单建议")
    async def dispatch_proposals(
        self, info: Info, category: Category, district: District
    ) -> list[CatalogueEntry] | None:
        """At most 100: the deepest category first, then the nearest district, then precedents."""
        proposals = await propose(info.context.read, category, district, info.context.now)
        found = [await data.by_id(info, CatalogueEntry, one.entry_id) for one in proposals.found[:MOST]]
        return [entry for entry in found if entry is not None]

    @field("Who is proposed for a case, by the catalogue or by a plug-in, best first.\n工单的派单建议")
    async def case_dispatch_proposals(self, info: Info, case_id: CaseId) -> list[DispatchProposal] | None:
        """At most 100; null for who does not see the case, or may not read the catalogue."""
        case = await data.by_id(info, Case, expect(case_id, "case", "caseId"))
        if case is None or not info.context.viewer.may(Operation.CATALOGUE_READ):
            return None
        read, services = info.context.read, info.context.services
        proposals = await proposals_of(read, services, await case_view_of(read, case.row["id"]))
        return [shown(one) for one in proposals.found[:MOST]]

    catalogue: Connection[CatalogueEntry] | None = data.pages(
        "CatalogueEntry",
        order=BY_CATEGORY,
        arguments=(
            data.Argument(
                name="category",
                type=str | None,
                description="Only entries of exactly this category.\n仅列出该类别",
                demand=data.equal(catalogue_entry.c.category),
            ),
        ),
        description="Entries of the catalogue.\n派单目录",
    )
