"""Root fields about assignments."""

from typing import Annotated

import strawberry

from schema.assignments.filters import AssignmentFilter, AssignmentOrder, AssignmentOrderField
from schema.assignments.types import Assignment
from schema.context import Info
from schema.decorators import field
from schema.ordering import Direction
from schema.relay.connections import Connection
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Window, given

DUE_FIRST = AssignmentOrder(field=AssignmentOrderField.DUE_AT, direction=Direction.ASC)

Filter = Annotated[
    AssignmentFilter | None, strawberry.argument(description="Which assignments; all you may see without it.\n筛选条件")
]
OrderBy = Annotated[AssignmentOrder | None, strawberry.argument(description="What is due first without it.\n排序")]


@strawberry.type
class AssignmentQueries:
    """Root fields."""

    @field("Assignments you may see.\n承办任务列表")
    async def assignments(
        self,
        info: Info,
        filter: Filter = strawberry.UNSET,
        order_by: OrderBy = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Assignment] | None:
        """A unit's inbox is its assignments by due date."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        order = (given(order_by) or DUE_FIRST).order()
        where = chosen.conditions() if chosen else []
        return await page(info, Assignment, order, window, where=where, bound_to=chosen)
