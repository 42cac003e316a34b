"""How cases are asked for."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, exists, select

from core.assignments.model import assignment
from core.cases.model import case_file
from core.cases.states import CaseState, Channel, Kind, Urgency
from core.codes.model import category
from core.db.base import within
from core.districts.model import district
from core.units.model import unit
from schema.data import fields as data
from schema.enums import described
from schema.ordering import Direction
from schema.relay.ids import expect
from schema.relay.windows import Order


class CaseOrderField(Enum):
    """What cases are ordered by."""

    REGISTERED_AT = "REGISTERED_AT"
    DUE_AT = "DUE_AT"


described(
    CaseOrderField,
    "CaseOrderField",
    "What cases are ordered by.\n工单排序字段",
    {"REGISTERED_AT": "When registered · 登记时间", "DUE_AT": "What is due next · 到期时间"},
)
_COLUMNS = {
    CaseOrderField.REGISTERED_AT: case_file.c.registered_at,
    CaseOrderField.DUE_AT: case_file.c.due_at,
}


@strawberry.input(description="The order of a list of cases.\n工单排序")
class CaseOrder:
    """Ends in the case's id, so that it is total."""

    field: CaseOrderField = strawberry.field(description="By what.\n排序字段")
    direction: Direction = strawberry.field(description="Which way.\n排序方向")

    def order(self) -> Order:
        """As pages take it."""
        return Order((_COLUMNS[self.field], case_file.c.id), descending=self.direction is Direction.DESC)


def _below_category(code: ColumnElement[Any]) -> ColumnElement[bool]:
    root = select(category.c.path).where(category.c.code == code).scalar_subquery()
    below = category.alias("below")
    return exists().where(below.c.code == case_file.c.category, within(below.c.path, root))


def _with_unit(id: ColumnElement[Any]) -> ColumnElement[bool]:
    root = select(unit.c.path).where(unit.c.id == id).scalar_subquery()
    return exists().where(assignment.c.case_id == case_file.c.id, within(assignment.c.unit_path, root))


@strawberry.input(description="Which cases; every condition given must hold.\n工单筛选条件")
class CaseFilter:
    """Conditions on cases."""

    state: list[CaseState] | None = data.demand(
        data.members(case_file.c.state), "In one of these states.\n状态（任一）"
    )
    kind: list[Kind] | None = data.demand(data.members(case_file.c.kind), "Of one of these kinds.\n诉求类型（任一）")
    channel: list[Channel] | None = data.demand(
        data.members(case_file.c.channel), "By one of these channels.\n渠道（任一）"
    )
    urgency: list[Urgency] | None = data.demand(
        data.members(case_file.c.urgency), "Of one of these urgencies.\n紧急程度（任一）"
    )
    district: str | None = data.demand(
        data.Place(column=case_file.c.district_path, tree=district.c.path, key=district.c.code),
        "In this district or below, by code.\n区划代码（含下级）",
    )
    category: str | None = data.demand(
        data.Condition(type=Text(), holds=_below_category), "In this category or below, by code.\n类别代码（含下级）"
    )
    unit_id: strawberry.ID | None = data.demand(
        data.Condition(
            type=unit.c.id.type, holds=_with_unit, value=lambda id_: expect(id_, "unit", "filter", "unitId")
        ),
        "With an assignment of this unit or one below.\n承办单位（含下级）",
    )
    registered_from: datetime | None = data.demand(
        data.since(case_file.c.registered_at), "Registered at or after.\n登记时间起（含）"
    )
    registered_before: datetime | None = data.demand(
        data.before(case_file.c.registered_at), "Registered before.\n登记时间止（不含）"
    )
    due_before: datetime | None = data.demand(data.before(case_file.c.due_at), "Next due before.\n到期时间止（不含）")
    enterprise: bool | None = data.demand(data.equal(case_file.c.enterprise), "Whether an enterprise asks.\n是否涉企")


@strawberry.input(one_of=True, description="One way to name a case.\n指定工单（任选一种）")
class CaseKey:
    """By id or by number."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.\n全局标识")
    case_no: str | None = strawberry.field(default=strawberry.UNSET, description="Its number.\n工单编号")
