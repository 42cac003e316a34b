"""Following a work queue."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from core.errors import Refused
from schema.context import Info
from schema.decorators import subscription
from schema.gate.codes import BAD_USER_INPUT
from schema.queues.access import reading_as
from schema.queues.items import QueueItem
from schema.queues.returning import Reader
from schema.relay.windows import given
from schema.streams.trouble import steady

WINDOW, WIDEST = 200, 1000

Queue = Annotated[str, strawberry.argument(description="The queue's name, such as `unit:ta-water`.\n队列名称")]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Begin behind this cursor; without it, behind what is acknowledged.\n从该游标之后开始（默认从已确认处）"
    ),
]
WindowSize = Annotated[
    int,
    strawberry.argument(
        description="How many events may be on their way beyond what is acknowledged, 1 to 1000.\n未确认事件上限（1–1000）"
    ),
]
Consumer = Annotated[
    str | None,
    strawberry.argument(
        description="The name under which you acknowledge; your account's without it.\n消费者名称（默认为账户）"
    ),
]


@strawberry.type
class QueueSubscriptions:
    """Root fields."""

    @subscription(
        "The events of a work queue, each at least once and those of a case in order. Whoever may acknowledge and begins "
        "five times with the same event, without acknowledging anything, finds it parked the next time.\n工作队列订阅"
    )
    async def work_queue(
        self,
        info: Info,
        queue: Queue,
        after: After = strawberry.UNSET,
        window: WindowSize = WINDOW,
        consumer: Consumer = strawberry.UNSET,
    ) -> AsyncIterator[QueueItem]:
        """Ends with SLOW_CONSUMER, PERMISSION_WITHDRAWN, PLUGIN_DISABLED or RETRY_LATER; nothing is lost by that."""
        if not 1 <= window <= WIDEST:
            raise Refused(BAD_USER_INPUT, field=("window",), detail=f"window is {window}; give 1 to {WIDEST}")
        reader = Reader(info.context, queue, reading_as(info.context.viewer, given(consumer)), window)
        async for item in steady(reader.items(given(after))):
            yield item
