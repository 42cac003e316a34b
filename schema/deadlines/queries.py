"""Root fields about deadlines, the calendar and the profiles."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import ColumnElement, Text, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY

from core.deadlines.model import clock
from schema.context import Info
from schema.deadlines.types import Deadline
from schema.decorators import field
from schema.relay.connections import Connection
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Order, Window, given

BY_DUE = Order((clock.c.due_at, clock.c.id))


@strawberry.input(description="Which deadlines; every condition given must hold.\n时限筛选条件")
class DeadlineFilter:
    """Conditions on clocks."""

    kind: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Of one of these kinds, by code.\n时限类型代码（任一）"
    )
    state: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="RUNNING, PAUSED, MET, LATE or CANCELLED, any of them.\n时限状态（任一）",
    )
    due_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Due before.\n到期时间止（不含）"
    )
    breached: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it was breached.\n是否超期")

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL."""
        found: list[ColumnElement[bool]] = []
        for column, values in ((clock.c.kind, given(self.kind)), (clock.c.state, given(self.state))):
            if values is not None:
                found.append(column == any_(literal(values, ARRAY(Text))))
        if (due := given(self.due_before)) is not None:
            found.append(clock.c.due_at < due)
        if (breached := given(self.breached)) is not None:
            found.append(clock.c.breached_at.is_not(None) if breached else clock.c.breached_at.is_(None))
        return found


Filter = Annotated[DeadlineFilter | None, strawberry.argument(description="Which deadlines.\n筛选条件")]


@strawberry.type
class DeadlineQueries:
    """Root fields."""

    @field("Deadlines you may see, what is due first.\n时限列表")
    async def deadlines(
        self,
        info: Info,
        filter: Filter = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Deadline] | None:
        """By due time."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        where = chosen.conditions() if chosen else []
        return await page(info, Deadline, BY_DUE, window, where=where, bound_to=chosen)
