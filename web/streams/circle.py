"""The listeners of a push group: where they stand, and how each is told what was made for all.

A listener who cannot take a packet at once leaves with the place he has reached, goes on alone, and comes back when he has
caught up; so nobody waits for anybody, and what is held does not depend on how slow the listeners are.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice
from uuid import UUID

import structlog

from core.access.viewer import Viewer
from schema.streams.relay import At
from web.streams.listeners import Caller, Listener
from web.streams.packets import Packet

_log = structlog.get_logger("hotline.streams")

BREATH = 250
"""Listeners who are told before others on the loop have their turn."""
PAYERS = 8
"""Listeners of whom the one with the most points left pays for what all are told."""
KEPT = 256
"""Packets for those who come a little late."""
KEPT_SECONDS = 1.0
"""What an event is told with may change: a text serves those who hear of the event at the same time."""


class Circle:
    """Those who stand at `at`, and those who came early and wait until the others have reached their place."""

    def __init__(self, at: At, first: Listener) -> None:
        self.at, self.told_at = at, now()
        self._listeners: dict[Listener, None] = {}
        self._early: dict[Listener, At] = {}
        self._last, self._telling = first, False
        self._kept: deque[Packet] = deque(maxlen=KEPT)
        self._accounts: frozenset[UUID] | None = None

    def __len__(self) -> int:
        return len(self._listeners) + len(self._early)

    def one(self) -> Listener:
        """One of them, who stands for all; the last there was if nobody is left."""
        self._last = next(iter(self._listeners), None) or next(iter(self._early), self._last)
        return self._last

    def payers(self) -> list[Viewer]:
        """A few of the listeners, so that who has nothing left does not keep the others waiting."""
        return [one.caller.live.now for one in (*islice(self._listeners, PAYERS), self.one())]

    def everyone(self) -> frozenset[UUID]:
        """The accounts of the listeners; the same object as long as nobody comes or goes."""
        if self._accounts is None:
            self._accounts = frozenset(one.caller.live.account for one in (*self._listeners, *self._early))
        return self._accounts

    def join(self, listener: Listener, at: At) -> None:
        """Tell him what follows `at` from now on; he is ended at once if that is too long ago, or on another history."""
        if at.number > self.at.number:
            self._early[listener], self._accounts = at, None
            return
        missed = [one for one in self._kept if one.end.number > at.number]
        if not self._leads_here(missed, listener, at):
            listener.end(at)
            return
        self._listeners[listener] = self._accounts = None
        for one in missed:
            self._tell_one(listener, one.after(at))

    def _leads_here(self, missed: list[Packet], listener: Listener, at: At) -> bool:
        """Whether he may be told what he missed, and has then been told everything."""
        if not missed:
            return at == self.at
        oldest, account = missed[0], listener.caller.live.account
        return (
            oldest.begin.number <= at.number and not oldest.contradicts(at)
            and now() - oldest.made_at <= KEPT_SECONDS and all(one.is_for(account) for one in missed)
        )  # fmt: skip

    def leave(self, listener: Listener) -> None:
        """He goes."""
        self._listeners.pop(listener, None)
        self._early.pop(listener, None)
        self._accounts = None

    def dismiss(self, listener: Listener) -> None:
        """Let him go for a while, unless he is being told something."""
        if listener in self._early:
            listener.end(self._early.pop(listener))
        elif listener in self._listeners and not self._telling:
            self._let_go(listener, self.at)

    def keep_accounts(self, alike: frozenset[UUID]) -> None:
        """Let those listeners go who are of another account."""
        for one in [one for one in self._listeners if one.caller.live.account not in alike]:
            self._let_go(one, self.at)

    def keep_callers(self, belongs: Callable[[Caller], bool]) -> None:
        """Let those go who do not belong to it any more."""
        for one in [one for one in self._listeners if not belongs(one.caller)]:
            self._let_go(one, self.at)
        for one in [one for one in self._early if not belongs(one.caller)]:
            one.end(self._early.pop(one))

    def disperse(self) -> None:
        """Let all go, each from his place."""
        for one in self._listeners:
            one.end(self.at)
        for one, at in self._early.items():
            one.end(at)
        self._clear()

    def fail(self, failure: Exception) -> None:
        """Let all go, with what ended it."""
        for one in (*self._listeners, *self._early):
            one.fail(failure)
        self._clear()

    async def tell(self, packet: Packet) -> None:
        """Go on to the end of the packet: the listeners are told it, and those join them who waited for that place."""
        self.at = packet.end
        self._keep(packet)
        if packet.answers:
            self.told_at = now()
            if packet.noted:
                packet.noted(self.everyone() if packet.alike is None else self.everyone() & packet.alike)
            self._telling = True
            await self._tell_all(packet)
            self._telling = False
        for one, at in list(self._early.items()):
            if at.number <= self.at.number:
                del self._early[one]
                self.join(one, at)

    def _keep(self, packet: Packet) -> None:
        """For who comes late; what nobody may be told any more is let go.

        One without answers, too: where the others are told nothing, he may be.
        """
        while self._kept and packet.made_at - self._kept[0].made_at > KEPT_SECONDS:
            self._kept.popleft()
        if packet.begin != packet.end:
            self._kept.append(packet)

    def _strangers(self, packet: Packet) -> frozenset[Listener]:
        """Those listeners whom it is not for; asked of all at once, for mostly there are thousands and none."""
        if packet.alike is None or self.everyone() <= packet.alike:
            return frozenset()
        return frozenset(one for one in self._listeners if not packet.is_for(one.caller.live.account))

    async def _tell_all(self, packet: Packet) -> None:
        strangers = self._strangers(packet)
        for told, listener in enumerate(tuple(self._listeners), start=1):
            if told % BREATH == 0:
                await asyncio.sleep(0)
            if listener in self._listeners and (listener in strangers or not _takes(listener, packet)):
                self._let_go(listener, packet.begin)

    def _tell_one(self, listener: Listener, packet: Packet) -> None:
        if packet.noted:
            packet.noted(frozenset((listener.caller.live.account,)))
        if listener in self._listeners and not _takes(listener, packet):
            self._let_go(listener, packet.begin)

    def _let_go(self, listener: Listener, at: At) -> None:
        self._listeners.pop(listener, None)
        self._accounts = None
        listener.end(at)

    def _clear(self) -> None:
        self._listeners.clear()
        self._early.clear()


def now() -> float:
    """Seconds of the loop's clock."""
    return asyncio.get_running_loop().time()


def _takes(listener: Listener, packet: Packet) -> bool:
    """Whether he has it. What is wrong with one connection is no reason to end the others'."""
    if packet.end.number > listener.until:
        return False
    try:
        return not packet.answers or listener.take(packet)
    except Exception as fault:
        _log.error("listener let go", exception=type(fault).__qualname__)
        return False
