"""Telling many subscribers the same: what a stream hands over to whoever does, and how it goes on by itself.

A subscription first tells its own: the state, or what was missed. What follows is the same for everybody who asked for the
same with the same rights. `following` therefore hands the subscriber over to the transport's `Relay`, which reads, projects
and encodes each event once for all of them; the subscriber comes back with the place up to which he was told everything
when he cannot be served together with the others: he reads too slowly, his rights have changed, his credit is used up.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from schema.streams.standing import Standing

if TYPE_CHECKING:
    from schema.context import RequestContext

FRESH = 0.5
"""Seconds for which an answer to the question who may know is taken for that of now."""


class At(NamedTuple):
    """A place: everything up to `number` has been told. `cursor` shows that it is on this history."""

    number: int
    cursor: str


class Told(NamedTuple):
    """Something to tell, and the place behind it."""

    at: At
    event: object


class Stretch(NamedTuple):
    """What is to be told up to a place, which may be nothing; `near` says that the end is in sight."""

    told: Sequence[Told]
    end: At
    near: bool = True

    def pieces(self, width: int) -> Iterator["Stretch"]:
        """The same in stretches that tell no more than `width` each."""
        left = self
        while len(left.told) > width:
            told = left.told[:width]
            yield Stretch(told, told[-1].at, near=False)
            left = left._replace(told=left.told[width:])
        yield left


Changes = Callable[["RequestContext", Standing, At], AsyncGenerator[Stretch, None]]


@dataclass(frozen=True, slots=True)
class Feed:
    """What follows a place, for ever.

    `key` tells feeds apart whose `changes` differ; who asks must matter in `changes` through the context's viewer alone.
    """

    key: Hashable
    stand: Callable[["RequestContext"], Standing]
    changes: Changes


class Relay(Protocol):
    """Tells a subscriber what follows, together with others."""

    async def carry(self, feed: Feed, at: At, *, until: int | None = None, quiet: float | None = None) -> At:
        """Tell what follows `at` as long as that is possible; where he stands then, which may be `at` itself.

        It ends before anything behind `until` is told, and when nothing was told for `quiet` seconds. Raises what the feed
        raises.
        """


async def following(
    context: "RequestContext", feed: Feed, standing: Standing, at: At, *, near: bool = True
) -> AsyncGenerator[object, None]:
    """What follows `at`, as far as it is not told by the context's relay. Raises what the feed raises.

    `near` is False for a subscriber who may have much to catch up with: he does that alone.
    """
    relay = context.relay
    while True:
        if relay is not None and near:
            at = await relay.carry(feed, at)
            standing.check()
        async with aclosing(feed.changes(context, standing, at)) as stretches:
            async for stretch in stretches:
                async for told in _in_time(stretch):
                    yield told.event
                    at = told.at
                    standing.check()
                if stretch.told and at != stretch.told[-1].at:
                    break  # he takes his time: ask anew what he may know
                at, near = stretch.end, stretch.near
                if relay is not None:
                    break


async def _in_time(stretch: Stretch) -> AsyncGenerator[Told, None]:
    now = asyncio.get_running_loop().time
    begun = now()
    for told in stretch.told:
        yield told
        if now() - begun > FRESH:
            return
