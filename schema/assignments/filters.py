"""How assignments are asked for."""

from datetime import datetime
from enum import Enum

import strawberry

from core.assignments.model import assignment
from core.cases.states import AssignmentState, Role
from core.units.model import unit
from schema.data import fields as data
from schema.enums import described
from schema.ordering import Direction
from schema.relay.ids import expect
from schema.relay.windows import Order


class AssignmentOrderField(Enum):
    """What assignments are ordered by."""

    DISPATCHED_AT = "DISPATCHED_AT"
    DUE_AT = "DUE_AT"


described(
    AssignmentOrderField,
    "AssignmentOrderField",
    "What assignments are ordered by.\n承办任务排序字段",
    {"DISPATCHED_AT": "When dispatched · 派单时间", "DUE_AT": "When handling is due · 办理期限"},
)
_COLUMNS = {
    AssignmentOrderField.DISPATCHED_AT: assignment.c.dispatched_at,
    AssignmentOrderField.DUE_AT: assignment.c.due_at,
}


@strawberry.input(description="The order of a list of assignments.\n承办任务排序")
class AssignmentOrder:
    """Ends in the assignment's id, so that it is total."""

    field: AssignmentOrderField = strawberry.field(description="By what.\n排序字段")
    direction: Direction = strawberry.field(description="Which way.\n排序方向")

    def order(self) -> Order:
        """As pages take it."""
        return Order((_COLUMNS[self.field], assignment.c.id), descending=self.direction is Direction.DESC)


@strawberry.input(description="Which assignments; every condition given must hold.\n承办任务筛选条件")
class AssignmentFilter:
    """Conditions on assignments."""

    state: list[AssignmentState] | None = data.demand(
        data.members(assignment.c.state), "In one of these states.\n状态（任一）"
    )
    role: list[Role] | None = data.demand(data.members(assignment.c.role), "With one of these parts.\n承办角色（任一）")
    unit_id: strawberry.ID | None = data.demand(
        data.Place(
            column=assignment.c.unit_path,
            tree=unit.c.path,
            key=unit.c.id,
            value=lambda id_: expect(id_, "unit", "filter", "unitId"),
        ),
        "Of this unit or one below.\n承办单位（含下级）",
    )
    due_before: datetime | None = data.demand(data.before(assignment.c.due_at), "Due before.\n办理期限止（不含）")
