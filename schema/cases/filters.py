"""How cases are asked for."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, any_, exists, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.assignments.model import assignment
from core.cases.model import case_file
from core.cases.states import CaseState, Channel, Kind, Urgency
from core.codes.model import category
from core.db.base import within
from core.districts.model import district
from core.units.model import unit
from schema.enums import described
from schema.ordering import Direction
from schema.relay.ids import expect
from schema.relay.windows import Order, given


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


@strawberry.input(description="Which cases; every condition given must hold.\n工单筛选条件")
class CaseFilter:
    """Conditions on cases."""

    state: list[CaseState] | None = strawberry.field(
        default=strawberry.UNSET, description="In one of these states.\n状态（任一）"
    )
    kind: list[Kind] | None = strawberry.field(
        default=strawberry.UNSET, description="Of one of these kinds.\n诉求类型（任一）"
    )
    channel: list[Channel] | None = strawberry.field(
        default=strawberry.UNSET, description="By one of these channels.\n渠道（任一）"
    )
    urgency: list[Urgency] | None = strawberry.field(
        default=strawberry.UNSET, description="Of one of these urgencies.\n紧急程度（任一）"
    )
    district: str | None = strawberry.field(
        default=strawberry.UNSET, description="In this district or below, by code.\n区划代码（含下级）"
    )
    category: str | None = strawberry.field(
        default=strawberry.UNSET, description="In this category or below, by code.\n类别代码（含下级）"
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="With an assignment of this unit or one below.\n承办单位（含下级）"
    )
    registered_from: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Registered at or after.\n登记时间起（含）"
    )
    registered_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Registered before.\n登记时间止（不含）"
    )
    due_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Next due before.\n到期时间止（不含）"
    )
    enterprise: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether an enterprise asks.\n是否涉企"
    )

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL. Raises NotFound for an id that is not a unit's."""
        return [*self._choices(), *self._places(), *self._times()]

    def _choices(self) -> list[ColumnElement[bool]]:
        lists: list[tuple[ColumnElement[Any], Any]] = [
            (case_file.c.state, given(self.state)),
            (case_file.c.kind, given(self.kind)),
            (case_file.c.channel, given(self.channel)),
            (case_file.c.urgency, given(self.urgency)),
        ]
        chosen = [_among(column, values) for column, values in lists if values is not None]
        enterprise = given(self.enterprise)
        return chosen if enterprise is None else [*chosen, case_file.c.enterprise == enterprise]

    def _places(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if (place := given(self.district)) is not None:
            root = select(district.c.path).where(district.c.code == place).scalar_subquery()
            found.append(within(case_file.c.district_path, root))
        if (subject := given(self.category)) is not None:
            found.append(_in_category(subject))
        if (unit_id := given(self.unit_id)) is not None:
            root = select(unit.c.path).where(unit.c.id == expect(unit_id, "unit", "filter", "unitId")).scalar_subquery()
            found.append(exists().where(assignment.c.case_id == case_file.c.id, within(assignment.c.unit_path, root)))
        return found

    def _times(self) -> list[ColumnElement[bool]]:
        since, before, due = given(self.registered_from), given(self.registered_before), given(self.due_before)
        found: list[ColumnElement[bool]] = []
        if since is not None:
            found.append(case_file.c.registered_at >= since)
        if before is not None:
            found.append(case_file.c.registered_at < before)
        if due is not None:
            found.append(case_file.c.due_at < due)
        return found


def _among(column: ColumnElement[Any], values: list[Any]) -> ColumnElement[bool]:
    return column == any_(literal([value.value for value in values], ARRAY(Text)))


def _in_category(code: str) -> ColumnElement[bool]:
    root = select(category.c.path).where(category.c.code == code).scalar_subquery()
    below = category.alias("below")
    return exists().where(below.c.code == case_file.c.category, within(below.c.path, root))


@strawberry.input(one_of=True, description="One way to name a case.\n指定工单（任选一种）")
class CaseKey:
    """By id or by number."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.\n全局标识")
    case_no: str | None = strawberry.field(default=strawberry.UNSET, description="Its number.\n工单编号")
