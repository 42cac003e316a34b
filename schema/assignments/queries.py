"""Root fields about assignments."""

import strawberry

from schema.assignments.filters import AssignmentFilter, AssignmentOrder, AssignmentOrderField
from schema.assignments.types import Assignment
from schema.data import fields as data
from schema.ordering import Direction
from schema.relay.connections import Connection

DUE_FIRST = AssignmentOrder(field=AssignmentOrderField.DUE_AT, direction=Direction.ASC)


@strawberry.type
class AssignmentQueries:
    """Root fields."""

    assignments: Connection[Assignment] | None = data.pages(
        "Assignment",
        order=DUE_FIRST.order(),
        arguments=(
            data.Argument(
                name="filter",
                type=AssignmentFilter | None,
                description="Which assignments; all you may see without it.\n筛选条件",
            ),
            data.OrderArgument(
                name="order_by", type=AssignmentOrder | None, description="What is due first without it.\n排序"
            ),
        ),
        description="Assignments you may see.\n承办任务列表",
    )
