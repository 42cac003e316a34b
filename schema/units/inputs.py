"""How units are asked for."""

import strawberry
from sqlalchemy import Text, any_

from core.units.model import unit
from schema.data import fields as data
from schema.units.levels import UnitLevel


@strawberry.input(description="Which units; every condition given must hold.\n承办单位筛选条件")
class UnitFilter:
    """Conditions on units."""

    district: str | None = data.demand(data.equal(unit.c.district), "Sitting in this district, by code.\n所在区划代码")
    kind: str | None = data.demand(data.equal(unit.c.kind), "Of this kind, by code.\n单位类型代码")
    level: UnitLevel | None = data.demand(data.equal(unit.c.level), "At this level of government.\n层级")
    capability: str | None = data.demand(
        data.Condition(type=Text(), holds=lambda code: code == any_(unit.c.capabilities)),
        "With this capability, by code.\n职能标签代码",
    )
    active: bool | None = data.demand(data.equal(unit.c.active), "Taking cases, or not any more.\n是否启用")


@strawberry.input(one_of=True, description="One way to name a unit.\n指定承办单位（任选一种）")
class UnitKey:
    """By id or by code."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.\n全局标识")
    code: str | None = strawberry.field(default=strawberry.UNSET, description="Its code.\n单位编码")
