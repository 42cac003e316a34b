"""Following what happens to cases."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated

import strawberry

from core.access.operations import Operation
from core.events.cursors import LOG, Fork, Reason, place
from core.events.tail import NotOnThisHistory
from schema.cases.queries import NEWEST_FIRST
from schema.cases.types import Case
from schema.context import Info
from schema.data.conditions import demands_of
from schema.decorators import subscription
from schema.events.filters import CaseEventFilter, Wanted
from schema.events.updates import SHOWN, CaseEventItem, CaseEventsNow, CaseEventUpdate
from schema.events.visible import handed_out
from schema.relay.connections import shown
from schema.relay.listed import Listed
from schema.relay.pages import page
from schema.relay.windows import Window, given
from schema.streams.logged import here, logged
from schema.streams.standing import Standing
from schema.streams.trouble import steady

Filter = Annotated[
    CaseEventFilter | None, strawberry.argument(description="Which cases; all you may see without it.\n订阅条件")
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Go on behind this cursor instead of beginning with the cases as they are.\n从该游标之后继续"
    ),
]


@strawberry.type
class CaseEventSubscriptions:
    """Root fields."""

    @subscription("The cases as they are, then everything that happens to them.\n工单事件订阅")
    async def case_events(
        self, info: Info, filter: Filter = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> AsyncIterator[CaseEventItem]:
        """In the order of the log. Ends with PERMISSION_WITHDRAWN or RETRY_LATER."""
        chosen = given(filter) or CaseEventFilter()
        async for item in steady(_Stream(info, chosen).items(given(after))):
            yield item


class _Stream:
    def __init__(self, info: Info, chosen: CaseEventFilter) -> None:
        self._info, self._chosen = info, chosen
        self._standing = Standing(info.context, Operation.EVENT_READ)

    async def items(self, after: str | None) -> AsyncGenerator[CaseEventItem, None]:
        wanted = await self._chosen.wanted(self._info.context)
        pos, reason = await self._begin(after)
        while True:
            if pos is None:
                pos, now = await self._now(reason)
                yield now
            try:
                async with aclosing(self._after(pos, wanted)) as updates:
                    async for one in updates:
                        yield one
            except NotOnThisHistory:
                pos, reason = None, Reason.NOT_ON_THIS_HISTORY

    async def _begin(self, after: str | None) -> tuple[int | None, Reason | None]:
        """Where to go on; None to begin with the cases as they are, and why that, if a cursor was given."""
        if after is None:
            return None, None
        found = await place(self._info.context.read, LOG, after, field=("after",))
        return (None, found.reason) if isinstance(found, Fork) else (found.qpos, None)

    async def _now(self, reason: Reason | None) -> tuple[int, CaseEventsNow]:
        pos, cursor = await here(self._info.context)
        self._standing.check()
        window = Window(SHOWN, None, None, backward=False)
        asked = Listed(NEWEST_FIRST.order(), window, tuple(demands_of(self._chosen.cases())))
        found = await page(self._info, Case, asked.order, window, where=asked.where(), values=asked.values())
        cases = [edge.node for edge in found.edges]
        return pos, CaseEventsNow(cursor=cursor, cases=cases, total=shown(await found.count()), resync=reason)

    async def _after(self, pos: int, wanted: Wanted) -> AsyncGenerator[CaseEventUpdate, None]:
        context = self._info.context
        async with aclosing(logged(context, self._standing, pos)) as batches:
            async for batch in batches:
                matching = [event for event in batch if event in wanted]
                async with aclosing(handed_out(context, self._standing, matching)) as shown:
                    async for one in shown:
                        yield CaseEventUpdate(logged=one)
