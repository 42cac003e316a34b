"""Root field about outage notices."""

from typing import Annotated

import strawberry
from sqlalchemy import ColumnElement

from plugins.utility_queues.schema.places import place, touches
from plugins.utility_queues.schema.types.outages import UtilityOutageNotice
from plugins.utility_queues.tables import outage
from plugins.utility_queues.vocabulary import NoticeState, Utility
from schema.api import After, Before, Connection, First, Info, Last, Order, Window, field, given, page

NEWEST = Order((outage.c.starts_at, outage.c.id), descending=True)

At = Annotated[str | None, strawberry.argument(description="Only those that touch this place, by code.\n区划代码")]
WhichUtility = Annotated[Utility | None, strawberry.argument(description="Only this utility.\n公用事业类别")]
InState = Annotated[NoticeState | None, strawberry.argument(description="Only in this state.\n状态")]


@strawberry.type
class UtilityOutageQueries:
    """Root fields."""

    @field("Outage notices, the latest start first.\n停供通知列表")
    async def utility_outage_notices(
        self,
        info: Info,
        district: At = strawberry.UNSET,
        utility: WhichUtility = strawberry.UNSET,
        state: InState = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[UtilityOutageNotice] | None:
        """Ended ones too, unless a state is given."""
        window, where = Window.of(first, after, last, before), list[ColumnElement[bool]]()
        code, wanted, how = given(district), given(utility), given(state)
        if code is not None:
            where.append(touches((await place(info, code))["path"]))
        if wanted is not None:
            where.append(outage.c.utility == wanted.value)
        if how is not None:
            where.append(outage.c.state == how.value)
        return await page(info, UtilityOutageNotice, NEWEST, window, where=where, bound_to=(code, wanted, how))
