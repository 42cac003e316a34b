"""The dispatch catalogue (派单目录), and what it proposes for a case."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from core.cases.states import Role
from core.catalogue.model import catalogue_entry
from core.catalogue.propose import Proposal
from schema.codes.labels import Code
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.node import Node
from schema.units.types import Unit

if TYPE_CHECKING:
    from schema.districts.types import District


@data.type(
    catalogue_entry,
    code="catalogue_entry",
    allow="catalogue.read",
    visible=data.Everyone(),
    description="Which unit is responsible for what, where, and by what law.\n派单目录条目",
)
class CatalogueEntry(Node):
    """The deepest category applies, then the nearest district."""

    category: Code = data.code("category", catalogue_entry.c.category, description="For what.\n诉求类别")
    district: Annotated["District", strawberry.lazy("schema.districts.types")] | None = data.one(
        "District", on=catalogue_entry.c.district, description="Where.\n区划"
    )
    unit: Unit | None = data.one("Unit", on=catalogue_entry.c.unit_id, description="Which unit.\n承办单位")
    role: Role = data.enum(catalogue_entry.c.role, Role, description="With what part.\n承办角色")
    basis_title: str = data.column(catalogue_entry.c.basis_title, description="The law, or none.\n依据名称")
    basis: str = data.column(catalogue_entry.c.basis, description="Its article, or none.\n依据条款")
    valid_from: date = data.column(catalogue_entry.c.valid_from, description="First day.\n生效日期")
    valid_to: date | None = data.column(catalogue_entry.c.valid_to, description="Last day.\n失效日期")
    source: str = data.column(catalogue_entry.c.source, description="Where this is from.\n来源")


@strawberry.type(description="Why a unit should have a part in a case.\n派单建议")
class DispatchProposal:
    """The catalogue's, or a plug-in's where one has a say."""

    unit_key: strawberry.Private[UUID]
    entry_key: strawberry.Private[UUID | None]
    role: Role = strawberry.field(description="With what part.\n承办角色")
    basis: str = strawberry.field(description="The law and its article, or none.\n依据")
    owner: str = strawberry.field(description="Who proposes it: `core`, or the plug-in.\n建议来源")

    @field("Which unit.\n承办单位")
    async def unit(self, info: Info) -> Unit | None:
        """Null where it is hidden."""
        return await data.by_id(info, Unit, self.unit_key)

    @field("The catalogue's entry; null for a plug-in's own proposal.\n目录条目")
    async def entry(self, info: Info) -> CatalogueEntry | None:
        """With category, place and days of validity."""
        return None if self.entry_key is None else await data.by_id(info, CatalogueEntry, self.entry_key)


def shown(proposal: Proposal) -> DispatchProposal:
    """One proposal."""
    return DispatchProposal(
        unit_key=proposal.unit_id,
        entry_key=proposal.entry_id,
        role=Role(proposal.role),
        basis=proposal.basis,
        owner=proposal.owner,
    )
