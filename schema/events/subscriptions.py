"""Following what happens to cases."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, cast

import strawberry

from core.events.cursors import LOG, Fork, Reason, place
from core.events.tail import BATCH, NotOnThisHistory
from schema.cases.queries import NEWEST_FIRST
from schema.cases.types import Case
from schema.context import Info
from schema.data.conditions import demands_of
from schema.data.types import declared_of
from schema.decorators import subscription
from schema.events.feed import case_events, stand
from schema.events.filters import CaseEventFilter
from schema.events.updates import SHOWN, CaseEventItem, CaseEventsNow, CaseEventUpdate
from schema.relay.listed import Listed
from schema.relay.pages import page
from schema.relay.windows import Window, given
from schema.streams.logged import here
from schema.streams.relay import At, following
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
        self._info, self._chosen, self._standing = info, chosen, stand(info.context)

    async def items(self, after: str | None) -> AsyncGenerator[CaseEventItem, None]:
        feed = case_events(await self._chosen.wanted(self._info.context))
        at, reason = await self._begin(after)
        near = at is None or await self._info.context.log.head() - at.number < BATCH
        while True:
            if at is None:
                at, now = await self._now(reason)
                yield now
            try:
                async with aclosing(following(self._info.context, feed, self._standing, at, near=near)) as updates:
                    async for one in updates:
                        yield cast("CaseEventUpdate", one)
            except NotOnThisHistory:
                at, reason, near = None, Reason.NOT_ON_THIS_HISTORY, True

    async def _begin(self, after: str | None) -> tuple[At | None, Reason | None]:
        """Where to go on; None to begin with the cases as they are, and why that, if a cursor was given."""
        if after is None:
            return None, None
        found = await place(self._info.context.read, LOG, after, field=("after",))
        return (None, found.reason) if isinstance(found, Fork) else (At(found.qpos, after), None)

    async def _now(self, reason: Reason | None) -> tuple[At, CaseEventsNow]:
        pos, cursor = await here(self._info.context)
        self._standing.check()
        window = Window(SHOWN, None, None, backward=False)
        asked = Listed(NEWEST_FIRST.order(), window, tuple(demands_of(self._chosen.cases())))
        places = asked.places(declared_of(Case), self._info.context.viewer)
        found = await page(
            self._info, Case, asked.order, window, where=asked.where(), places=places, values=asked.values()
        )
        cases = [edge.node for edge in found.edges]
        now = CaseEventsNow(cursor=cursor, cases=cases, count=found.count, resync=reason)
        return At(pos, cursor), now
