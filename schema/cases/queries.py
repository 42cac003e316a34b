"""Root fields about cases."""

from typing import Annotated

import strawberry

from core.cases.model import case_file
from schema.cases.filters import CaseFilter, CaseKey, CaseOrder, CaseOrderField
from schema.cases.types import Case
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.ordering import Direction
from schema.relay.connections import Connection
from schema.relay.ids import decode
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Window, given

NEWEST_FIRST = CaseOrder(field=CaseOrderField.REGISTERED_AT, direction=Direction.DESC)

By = Annotated[CaseKey, strawberry.argument(description="Its id or its number.\n标识或编号")]
Filter = Annotated[
    CaseFilter | None, strawberry.argument(description="Which cases; all you may see without it.\n筛选条件")
]
OrderBy = Annotated[CaseOrder | None, strawberry.argument(description="Newest first without it.\n排序")]


@strawberry.type
class CaseQueries:
    """Root fields."""

    @field("One case; null if there is none for you.\n取一件工单")
    async def case(self, info: Info, by: By) -> Case | None:
        """By id or by number."""
        number = given(by.case_no)
        if number is not None:
            return await data.by_key(info, Case, case_file.c.case_no, number)
        asked = decode(by.id or "")
        return await data.by_id(info, Case, asked.key) if asked and asked.code == "case" else None

    @field("Cases you may see.\n工单列表")
    async def cases(
        self,
        info: Info,
        filter: Filter = strawberry.UNSET,
        order_by: OrderBy = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Case] | None:
        """By keyset only: the cursor is bound to filter and order."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        order = (given(order_by) or NEWEST_FIRST).order()
        where = chosen.conditions() if chosen else []
        return await page(info, Case, order, window, where=where, bound_to=chosen)
