"""Root fields about deadlines, the calendar and the profiles."""

from datetime import datetime

import strawberry

from core.deadlines.model import clock
from schema.data import fields as data
from schema.deadlines.types import Deadline
from schema.relay.connections import Connection
from schema.relay.windows import Order

BY_DUE = Order((clock.c.due_at, clock.c.id))


@strawberry.input(description="Which deadlines; every condition given must hold.\n时限筛选条件")
class DeadlineFilter:
    """Conditions on clocks."""

    kind: list[str] | None = data.demand(
        data.among(clock.c.kind), "Of one of these kinds, by code.\n时限类型代码（任一）"
    )
    state: list[str] | None = data.demand(
        data.among(clock.c.state), "RUNNING, PAUSED, MET, LATE or CANCELLED, any of them.\n时限状态（任一）"
    )
    due_before: datetime | None = data.demand(data.before(clock.c.due_at), "Due before.\n到期时间止（不含）")
    breached: bool | None = data.demand(
        data.Choice(among={True: clock.c.breached_at.is_not(None), False: clock.c.breached_at.is_(None)}),
        "Whether it was breached.\n是否超期",
    )


@strawberry.type
class DeadlineQueries:
    """Root fields."""

    deadlines: Connection[Deadline] | None = data.pages(
        "Deadline",
        order=BY_DUE,
        arguments=(data.Argument(name="filter", type=DeadlineFilter | None, description="Which deadlines.\n筛选条件"),),
        description="Deadlines you may see, what is due first.\n时限列表",
    )
