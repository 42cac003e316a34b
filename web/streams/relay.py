"""How one subscription is told together with others: which group it belongs to, and how it comes and goes."""

import asyncio
from collections.abc import Hashable

from schema.streams.relay import At, Feed
from web.auth.live import LiveViewers
from web.streams.group import Group
from web.streams.groups import Groups
from web.streams.listeners import Caller, Ear, Listener
from web.streams.making import Answering, MakeContext, Making
from web.streams.pause import Pause, at_once


class GroupRelay:
    """A Relay. `asked` is what decides the answers beside the feed and the rights: document, variables, language."""

    def __init__(
        self, groups: Groups, viewers: LiveViewers, asked: Hashable, caller: Caller, ear: Ear,
        context: MakeContext, answers: Answering, width: int, pause: Pause = at_once,
    ) -> None:  # fmt: skip
        self._groups, self._viewers, self._asked, self._caller, self._ear = groups, viewers, asked, caller, ear
        self._context, self._answers, self._width, self._pause = context, answers, width, pause

    async def carry(self, feed: Feed, at: At, *, until: int | None = None, quiet: float | None = None) -> At:
        """See Relay."""
        while True:
            key = (feed.key, self._asked)
            shared = key not in self._groups.personal
            listener = Listener(self._caller, self._ear, until)
            group = self._group(feed, at, listener, shared=shared)
            group.join(listener, at)
            try:
                at = await _told(listener, group, quiet)
            finally:
                group.leave(listener)
            if not (shared and group.personal):
                return at
            self._groups.is_personal(key)

    def _group(self, feed: Feed, at: At, first: Listener, *, shared: bool) -> Group:
        audience = _audience if shared else _own_audience
        making = Making(
            self._context, self._answers, audience, lambda: self._viewers.changes, shared, self._width, self._pause
        )
        key = (feed.key, self._asked, audience(self._caller))
        return self._groups.find(key, lambda: Group(feed, at, first, making))


def _audience(caller: Caller) -> object:
    return caller.live.audience


def _own_audience(caller: Caller) -> object:
    return caller.live.own_audience


async def _told(listener: Listener, group: Group, quiet: float | None) -> At:
    """Wait until he is told no more. Raises what ended it for all."""
    now = asyncio.get_running_loop().time
    begun = now()
    while not listener.over:
        left = None if quiet is None else max(begun, group.told_at) + quiet - now()
        try:
            async with asyncio.timeout(left):
                await listener.news.wait()
        except TimeoutError:
            if quiet is not None and now() - max(begun, group.told_at) >= quiet:
                group.dismiss(listener)
        await listener.look()
    await listener.look()  # one who comes late may be let go before he is waited for
    return listener.result()
