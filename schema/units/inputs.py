"""How units are asked for."""

import strawberry
from sqlalchemy import ColumnElement, any_, literal

from core.units.model import unit
from schema.relay.windows import given
from schema.units.levels import UnitLevel


@strawberry.input(description="Which units; every condition given must hold.\n承办单位筛选条件")
class UnitFilter:
    """Conditions on units."""

    district: str | None = strawberry.field(
        default=strawberry.UNSET, description="Sitting in this district, by code.\n所在区划代码"
    )
    kind: str | None = strawberry.field(default=strawberry.UNSET, description="Of this kind, by code.\n单位类型代码")
    level: UnitLevel | None = strawberry.field(
        default=strawberry.UNSET, description="At this level of government.\n层级"
    )
    capability: str | None = strawberry.field(
        default=strawberry.UNSET, description="With this capability, by code.\n职能标签代码"
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Taking cases, or not any more.\n是否启用"
    )

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL."""
        equal = [
            (unit.c.district, self.district),
            (unit.c.kind, self.kind),
            (unit.c.level, self.level),
            (unit.c.active, self.active),
        ]
        found = [column == value for column, value in equal if given(value) is not None]
        if given(self.capability) is not None:
            found.append(literal(self.capability) == any_(unit.c.capabilities))
        return found


@strawberry.input(one_of=True, description="One way to name a unit.\n指定承办单位（任选一种）")
class UnitKey:
    """By id or by code."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.\n全局标识")
    code: str | None = strawberry.field(default=strawberry.UNSET, description="Its code.\n单位编码")
