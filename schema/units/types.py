"""Units: the tree of agencies, departments and enterprises that handle cases."""

from typing import Annotated

import strawberry

from core.units.model import liaison_officer, unit
from schema.codes.labels import Code
from schema.data import fields as data
from schema.districts.types import District
from schema.relay.connections import Connection
from schema.relay.node import Node
from schema.units.levels import UnitLevel


@data.type(
    unit,
    code="unit",
    allow="unit.read",
    visible=data.Everyone(),
    description="A unit that manages or handles cases.\n承办单位",
)
class Unit(Node):
    """One node of the tree."""

    code: str = data.column(unit.c.code, description="Code of the unit.\n单位编码")
    name: str = data.column(unit.c.name, description="Official name.\n单位名称")
    short_name: str = data.column(unit.c.short_name, description="The name people use.\n简称")
    kind: Code = data.code("unit_kind", unit.c.kind, description="What sort of unit it is.\n单位类型")
    level: UnitLevel = data.enum(unit.c.level, UnitLevel, description="Level of government.\n层级")
    district: Annotated["District", strawberry.lazy("schema.districts.types")] | None = data.one(
        "District", on=unit.c.district, description="Where it sits.\n所在区划"
    )
    capabilities: list[Code] = data.code(
        "capability", unit.c.capabilities, description="What it can do, utilities among it.\n职能标签"
    )
    active: bool = data.column(unit.c.active, description="Whether it takes cases.\n是否启用")
    parent: Annotated["Unit", strawberry.lazy("schema.units.types")] | None = data.one(
        "Unit", on=unit.c.parent_id, description="The unit above it.\n上级单位"
    )
    children: Connection[Annotated["Unit", strawberry.lazy("schema.units.types")]] = data.connection(
        "Unit", by=unit.c.parent_id, order=(unit.c.path, unit.c.id), description="The units right below it.\n下级单位"
    )
    liaison_officers: list[Annotated["LiaisonOfficer", strawberry.lazy("schema.units.types")]] = data.many(
        "LiaisonOfficer",
        by=liaison_officer.c.unit_id,
        order=(liaison_officer.c.id,),
        where=liaison_officer.c.active,
        description="Whom the hotline talks to.\n联络员",
    )


@data.type(
    liaison_officer,
    code="liaison_officer",
    allow="unit.read",
    visible=data.Through(Unit, on=liaison_officer.c.unit_id),
    description="A unit's contact person for the hotline.\n联络员",
)
class LiaisonOfficer(Node):
    """Names and numbers are masked."""

    name: str | None = data.sealed("name", table=liaison_officer, description="Masked name.\n姓名（脱敏）")
    phone: str | None = data.sealed("phone", table=liaison_officer, description="Masked number.\n电话（脱敏）")


__all__ = ["District", "LiaisonOfficer", "Unit"]
