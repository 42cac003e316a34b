"""The dispatch catalogue (派单目录), and what it proposes for a case."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.cases.states import Role
from core.catalogue.model import catalogue_entry
from schema.codes.labels import Code
from schema.data import fields as data
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.districts.types import District
    from schema.units.types import Unit


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
    unit: Annotated["Unit", strawberry.lazy("schema.units.types")] | None = data.one(
        "Unit", on=catalogue_entry.c.unit_id, description="Which unit.\n承办单位"
    )
    role: Role = data.enum(catalogue_entry.c.role, Role, description="With what part.\n承办角色")
    basis_title: str = data.column(catalogue_entry.c.basis_title, description="The law, or none.\n依据名称")
    basis: str = data.column(catalogue_entry.c.basis, description="Its article, or none.\n依据条款")
    valid_from: date = data.column(catalogue_entry.c.valid_from, description="First day.\n生效日期")
    valid_to: date | None = data.column(catalogue_entry.c.valid_to, description="Last day.\n失效日期")
    source: str = data.column(catalogue_entry.c.source, description="Where this is from.\n来源")
