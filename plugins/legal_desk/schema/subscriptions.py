"""The desk's queue, as it changes."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from plugins.legal_desk.schema.queries import LONGEST_WAITING, LegalConsultationFilter
from plugins.legal_desk.schema.types import LegalConsultation
from plugins.legal_desk.states import ConsultationState
from schema.api import Info, Window, follow, given, page, subscription

SHOWN = 100
OPEN = [ConsultationState.WAITING, ConsultationState.ASSIGNED]

District = Annotated[
    str | None, strawberry.argument(description="Only this place and below, by code.\n区划代码（含下级）")
]


@strawberry.type(description="The open consultations of a place at one moment.\n法律咨询队列")
class LegalQueue:
    """The whole queue each time: whoever missed an event has missed nothing."""

    total: int = strawberry.field(description="How many are open; 1001 stands for more than 1000.\n未结件数")
    consultations: list[LegalConsultation] = strawberry.field(
        description="Those that came first, at most 100.\n最早转入的咨询（最多 100 件）"
    )

    def fingerprint(self) -> tuple[object, ...]:
        """What tells two queues apart."""
        return (self.total, *((one.row["id"], one.row["version"]) for one in self.consultations))


@strawberry.type
class LegalSubscriptions:
    """Root fields."""

    @subscription("The open consultations now, and again whenever they change.\n法律咨询队列变化")
    async def legal_queue_changes(self, info: Info, district: District = strawberry.UNSET) -> AsyncIterator[LegalQueue]:
        """What you may see is asked anew each time."""
        wanted = LegalConsultationFilter(state=OPEN, district=given(district))

        async def read() -> LegalQueue:
            window = Window(SHOWN, None, None, backward=False)
            where = wanted.conditions(info)
            found = await page(info, LegalConsultation, LONGEST_WAITING, window, where=where)
            return LegalQueue(total=await found.count(), consultations=[edge.node for edge in found.edges])

        async for queue in follow(info, read, told_apart_by=LegalQueue.fingerprint):
            yield queue
