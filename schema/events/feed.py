"""What happens to cases, as it is told to everybody with the same filter and the same rights."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from core.access.operations import Operation
from core.events.tail import PAGE
from schema.context import RequestContext
from schema.events.filters import Wanted
from schema.events.updates import CaseEventUpdate
from schema.events.visible import visible
from schema.streams.logged import logged
from schema.streams.relay import At, Feed, Stretch, Told
from schema.streams.standing import Standing


def case_events(wanted: Wanted) -> Feed:
    """The events of these cases, as far as the viewer may know of them. Raises NotOnThisHistory."""
    return Feed(("caseEvents", wanted), stand, partial(_changes, wanted))


def stand(context: RequestContext) -> Standing:
    """Raises NotAllowed for a viewer who may know of no event at all."""
    return Standing(context, Operation.EVENT_READ)


async def _changes(
    wanted: Wanted, context: RequestContext, standing: Standing, at: At
) -> AsyncGenerator[Stretch, None]:
    async with aclosing(logged(context, standing, at.number, at=at.cursor)) as batches:
        async for batch in batches:
            shown = await visible(context, [event for event in batch if event in wanted])
            end = At(batch[-1].pos, batch[-1].cursor) if batch else at
            told = [Told(At(one.pos, one.cursor), CaseEventUpdate(logged=one)) for one in shown]
            yield Stretch(told, end, near=len(batch) < PAGE)
            at = end
