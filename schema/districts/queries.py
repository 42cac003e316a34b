"""Root fields about places."""

from typing import Annotated

import strawberry

from core.districts.model import district
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.districts.types import District
from schema.relay.connections import Connection
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Order, Window, given

BY_CODE = Order((district.c.code,))

Code = Annotated[str, strawberry.argument(description="GB/T 2260 code.\n行政区划代码")]
Under = Annotated[
    str | None, strawberry.argument(description="Only the places right below this code.\n仅列出该区划的下一级")
]


@strawberry.type
class DistrictQueries:
    """Root fields."""

    @field("The place with this code; null if there is none.\n按代码取行政区划")
    async def district(self, info: Info, code: Code) -> District | None:
        """By primary key."""
        return await data.by_id(info, District, code)

    @field("Places by code.\n行政区划列表")
    async def districts(
        self,
        info: Info,
        under: Under = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[District] | None:
        """All levels, or one level under a place."""
        window = Window.of(first, after, last, before)
        parent = given(under)
        where = [] if parent is None else [district.c.parent == parent]
        return await page(info, District, BY_CODE, window, where=where, bound_to=parent)
