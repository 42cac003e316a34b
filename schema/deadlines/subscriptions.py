"""Following yellow and red cards."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from enum import StrEnum
from uuid import UUID

import strawberry

from core.access.operations import Operation
from core.deadlines.model import clock
from core.events.consequence import Consequence
from core.events.logged import Batch, LoggedEvent
from core.events.tail import NotOnThisHistory
from schema.context import Info
from schema.data.types import declared_of
from schema.deadlines.queries import BY_DUE
from schema.deadlines.types import Deadline
from schema.decorators import subscription
from schema.enums import described
from schema.events.visible import passes
from schema.relay.pages import page
from schema.relay.windows import Window
from schema.streams.logged import here, logged
from schema.streams.standing import Standing
from schema.streams.trouble import steady

SHOWN = 100
_OPEN = (clock.c.stopped_at.is_(None), clock.c.warned_at.is_not(None) | clock.c.breached_at.is_not(None))


class Card(StrEnum):
    """What a clock shows."""

    YELLOW = "YELLOW"
    RED = "RED"


described(
    Card,
    "DeadlineCard",
    "What a clock shows.\n时限预警等级",
    {"YELLOW": "Soon due · 黄牌", "RED": "Breached · 红牌"},
)
_CARDS = {Consequence.YELLOW_CARD.value: Card.YELLOW, Consequence.RED_CARD.value: Card.RED}


@strawberry.type(description="A card of one clock.\n时限预警")
class DeadlineAlert:
    """The clock as it is now: it may have stopped since."""

    card: Card = strawberry.field(description="Which.\n预警等级")
    deadline: Deadline = strawberry.field(description="The clock that shows it.\n时限")


@strawberry.type(description="Cards that stand, or have just been shown.\n时限预警更新")
class DeadlineAlertUpdate:
    """The first one holds what stands, and may hold nothing."""

    current: bool = strawberry.field(
        description="Whether these are the cards that stand, what was due first, at most 100.\n是否为当前全量（最多 100 项）"
    )
    alerts: list[DeadlineAlert] = strawberry.field(description="The cards.\n时限预警")


@strawberry.type
class DeadlineSubscriptions:
    """Root fields."""

    @subscription("The yellow and red cards that stand, then each as it is shown.\n时限预警订阅")
    async def deadline_alerts(self, info: Info) -> AsyncIterator[DeadlineAlertUpdate]:
        """Of the clocks you may see. Ends with PERMISSION_WITHDRAWN or RETRY_LATER."""
        async for update in steady(_updates(info, Standing(info.context, Operation.CLOCK_READ))):
            yield update


async def _updates(info: Info, standing: Standing) -> AsyncGenerator[DeadlineAlertUpdate, None]:
    while True:
        pos, at = await here(info.context)
        standing.check()
        yield DeadlineAlertUpdate(current=True, alerts=await _standing_cards(info))
        try:
            async with aclosing(logged(info.context, standing, pos, at=at)) as batches:
                async for batch in batches:
                    alerts = await _shown(info, batch)
                    if alerts:
                        yield DeadlineAlertUpdate(current=False, alerts=alerts)
        except NotOnThisHistory:
            continue


async def _standing_cards(info: Info) -> list[DeadlineAlert]:
    found = await page(info, Deadline, BY_DUE, Window(SHOWN, None, None, backward=False), where=_OPEN)
    clocks = [edge.node for edge in found.edges]
    return [DeadlineAlert(card=Card.RED if one.row["breached_at"] else Card.YELLOW, deadline=one) for one in clocks]


async def _shown(info: Info, batch: Batch) -> list[DeadlineAlert]:
    """The cards in a batch whose clocks the viewer may see now."""
    cards = [
        one for one in batch if one.event.type in _CARDS and passes(info.context.viewer, one, Operation.CLOCK_READ)
    ]
    loader = info.context.loaders.one(declared_of(Deadline))
    clocks = await loader.load_many([_clock_of(one) for one in cards]) if cards else []
    return [
        DeadlineAlert(card=_CARDS[one.event.type], deadline=found)
        for one, found in zip(cards, clocks, strict=True)
        if isinstance(found, Deadline)
    ]


def _clock_of(logged_: LoggedEvent) -> UUID:
    return UUID(str(logged_.event.body["clock"]))
