"""What comes into a work queue, as it is told to all of its readers who have caught up."""

from collections.abc import AsyncGenerator
from functools import partial

from core.events.bus import LOG, POLL_SECONDS
from core.events.queues import entries_behind
from schema.context import RequestContext
from schema.queues.access import readable
from schema.queues.items import QueueEvent
from schema.streams.relay import At, Feed, Stretch, Told
from schema.streams.standing import Standing

PAGE = 200
"""Entries that are read at once."""


def queue_events(queue: str) -> Feed:
    """The entries of a queue. It ends when the place it has reached is not on this history any more.

    Credit and signs of life are each reader's own: they are no part of it. Raises what `readable` raises.
    """
    return Feed(("workQueue", queue), Standing, partial(_changes, queue))


async def _changes(queue: str, context: RequestContext, standing: Standing, at: At) -> AsyncGenerator[Stretch, None]:
    heard = 0
    while True:
        standing.check()
        await readable(context, queue)
        page = await entries_behind(context.read, queue, at.number, at.cursor, PAGE)
        if page is None:
            return
        told = [Told(At(entry.qpos, entry.cursor), QueueEvent(entry=entry)) for entry in page]
        at = told[-1].at if told else at
        yield Stretch(told, at, near=len(page) < PAGE)
        if not page:
            heard = await context.services.bus.hear(LOG, heard, POLL_SECONDS)
