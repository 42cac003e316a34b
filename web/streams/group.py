"""Push groups: whoever asks for the same with the same rights is told each event by one task, which makes it once.

A group follows one feed with the account of one of its listeners, whoever that is at the moment: their rights are the same.
An event is read, its rights asked and its answer encoded once; then it is written to every listener in turn. A listener who
cannot take it at once leaves with the place he has reached, goes on alone, and comes back when he has caught up; so nobody
waits for anybody, and what the group holds does not depend on how slow its listeners are.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from uuid import UUID

import structlog

from core.access.apart import treated_apart
from core.access.stand_in import Witness, stand_in
from core.access.viewer import Viewer
from core.errors import Refused
from schema.context import Live, RequestContext
from schema.streams.relay import At, Feed, Told
from schema.streams.watched import watched
from web.streams.listeners import Caller, Listener
from web.streams.packets import Answer, Noted, Packet, packets
from web.streams.pause import Pause, at_once, rest

_log = structlog.get_logger("hotline.streams")

BREATH = 250
"""Listeners who are told before others on the loop have their turn."""
PAYERS = 8
"""Listeners of whom the one with the most points left pays for what all are told."""
KEPT = 256
"""Packets for those who come a little late."""
KEPT_SECONDS = 1.0
"""What an event is told with may change: a text serves those who hear of the event at the same time."""

MakeContext = Callable[[Caller, Live], RequestContext]
Answering = Callable[[Sequence[Told], Callable[[], RequestContext]], Awaitable[list[Answer]]]


class Personal(Exception):
    """The answers depend on who exactly asks: only the same account may be told them."""


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """How a group's answers are made, and for whom: `audience` says what a caller belongs to, `shared` whether that is
    several accounts. `changes` counts how often anybody's rights have changed. `pause` charges one of
    `PAYERS` for what was told."""

    context: MakeContext
    answers: Answering
    audience: Callable[[Caller], object]
    changes: Callable[[], int]
    shared: bool
    pause: Pause = at_once


class Group:
    """The listeners of one feed, document and audience; it is the account of one of them.

    `over` says that nobody may join any more, `personal` why, if it is that the answers depend on the account.
    """

    def __init__(self, feed: Feed, at: At, first: Listener, making: Making) -> None:
        self._feed, self._at, self._making = feed, at, making
        self._audience, self._changes = making.audience(first.caller), making.changes()
        self._listeners: dict[Listener, None] = {}
        self._early: dict[Listener, At] = {}
        self._last, self._witness = first, Witness()
        self._kept: deque[Packet] = deque(maxlen=KEPT)
        self._accounts: frozenset[UUID] | None = None
        self.told_at = _now()
        self.over = self.personal = self._telling = False
        self.task = asyncio.create_task(self._run())

    def __len__(self) -> int:
        return len(self._listeners) + len(self._early)

    def join(self, listener: Listener, at: At) -> None:
        """Tell him what follows `at` from now on; he is ended at once if that is too long ago."""
        if at.number > self._at.number:
            self._early[listener], self._accounts = at, None
            return
        missed = [one for one in self._kept if one.end.number > at.number]
        oldest = missed[0] if missed else None
        if at.number < self._at.number and (
            oldest is None or oldest.begin.number > at.number or _now() - oldest.made_at > KEPT_SECONDS
            or not all(one.is_for(listener.caller.live.account) for one in missed)
        ):  # fmt: skip
            listener.end(at)
            return
        self._listeners[listener] = self._accounts = None
        for one in missed:
            self._tell_one(listener, one.after(at))

    def leave(self, listener: Listener) -> None:
        """He goes."""
        self._listeners.pop(listener, None)
        self._early.pop(listener, None)
        self._accounts = None
        if not len(self):
            self.over = True
            self.task.cancel()

    def dismiss(self, listener: Listener) -> None:
        """Let him go for a while, unless he is being told something."""
        if listener in self._early:
            listener.end(self._early.pop(listener))
        elif listener in self._listeners and not self._telling:
            self._let_go(listener, self._at)

    @property
    def now(self) -> Viewer:
        """See Live: one of them, who stands for all."""
        return stand_in(self._one().caller.live.now, self._witness)

    def _one(self) -> Listener:
        self._last = next(iter(self._listeners), None) or next(iter(self._early), self._last)
        return self._last

    def _context(self) -> RequestContext:
        return watched(self._making.context(self._one().caller, self))

    async def _run(self) -> None:
        try:
            while len(self) and await self._follow():
                self._dismiss()
            self._disperse(lambda one, at: one.end(at))
        except Personal:
            self.personal = True
            self._disperse(lambda one, at: one.end(at))
        except Exception as failure:
            told = failure
            self._disperse(lambda one, _: one.fail(told))
        finally:
            self.over = True

    async def _follow(self) -> bool:
        """Tell what happens until anybody's rights have changed: what was made meanwhile is made anew for those who stay.

        False when the feed itself has come to its end.
        """
        context = self._context()
        try:
            async with aclosing(self._feed.changes(context, self._feed.stand(context), self._at)) as stretches:
                async for stretch in stretches:
                    told = await self._making.answers(stretch.told, self._context) if stretch.told else []
                    if self._moved():
                        return True
                    alike, noted = await self._set_apart(context), self._noted(context)
                    pairs = [(one.at, answer) for one, answer in zip(stretch.told, told, strict=True)]
                    for packet in packets(self._at, stretch.end, pairs, _now(), alike, noted):
                        await self._tell(packet)
                    if stretch.told:
                        await rest(self._making.pause(self._payers(), len(stretch.told)))
        except Refused:
            if self._moved():
                return True
            raise
        return False

    async def _set_apart(self, context: RequestContext) -> frozenset[UUID] | None:
        """Let those go who may know of something else than the others; the accounts that may be told, None for all.

        Raises Personal where nobody can say who that is.
        """
        witness, viewer = self._witness, self._one().caller.live.now
        if self._making.shared and witness.asked:
            raise Personal
        if not viewer.matrix.withholding or not (witness.cases or witness.events):
            return None
        asked = self._everyone()
        alike = asked - await treated_apart(context.read, viewer, list(asked), witness.cases, witness.events)
        witness.forget()
        if len(alike) < len(asked) or asked is not self._accounts:  # somebody is apart, or has come meanwhile
            for one in [one for one in self._listeners if one.caller.live.account not in alike]:
                self._let_go(one, self._at)
        return alike

    def _payers(self) -> list[Viewer]:
        """A few of the listeners, so that who has nothing left does not keep the others waiting."""
        return [one.caller.live.now for one in (*islice(self._listeners, PAYERS), self._one())]

    def _everyone(self) -> frozenset[UUID]:
        """The accounts of the listeners."""
        if self._accounts is None:
            self._accounts = frozenset(one.caller.live.account for one in (*self._listeners, *self._early))
        return self._accounts

    def _noted(self, context: RequestContext) -> Noted | None:
        """How to write down who is told what was just made; None where no sealed text is in it."""
        seen, sightings = self._witness.take_seen(), context.services.sightings
        return partial(sightings.saw_together, seen=seen) if seen else None

    async def _tell(self, packet: Packet) -> None:
        self._at = packet.end
        if packet.answers:
            self._kept.append(packet)
            self.told_at = _now()
            if packet.noted:
                packet.noted(self._everyone())
            self._telling = True
            await self._tell_all(packet)
            self._telling = False
        for one, at in list(self._early.items()):
            if at.number <= self._at.number:
                del self._early[one]
                self.join(one, at)

    async def _tell_all(self, packet: Packet) -> None:
        last = packet.end.number
        for told, listener in enumerate(tuple(self._listeners), start=1):
            if told % BREATH == 0:
                await asyncio.sleep(0)
            if listener in self._listeners and not (last <= listener.until and _takes(listener, packet)):
                self._let_go(listener, packet.begin)

    def _tell_one(self, listener: Listener, packet: Packet) -> None:
        if packet.noted:
            packet.noted(frozenset((listener.caller.live.account,)))
        if listener in self._listeners and not (packet.end.number <= listener.until and _takes(listener, packet)):
            self._let_go(listener, packet.begin)

    def _let_go(self, listener: Listener, at: At) -> None:
        self._listeners.pop(listener, None)
        self._accounts = None
        listener.end(at)

    def _moved(self) -> bool:
        return self._making.changes() != self._changes

    def _dismiss(self) -> None:
        """Let those go whose rights are not the group's any more."""
        self._changes = self._making.changes()
        for one in [one for one in self._listeners if self._making.audience(one.caller) is not self._audience]:
            self._let_go(one, self._at)
        for one in [one for one in self._early if self._making.audience(one.caller) is not self._audience]:
            one.end(self._early.pop(one))

    def _disperse(self, how: Callable[[Listener, At], None]) -> None:
        self.over = True
        for one in self._listeners:
            how(one, self._at)
        for one, at in self._early.items():
            how(one, at)
        self._listeners.clear()
        self._early.clear()


def _takes(listener: Listener, packet: Packet) -> bool:
    """What is wrong with one connection is no reason to end the others'."""
    try:
        return listener.take(packet)
    except Exception as fault:
        _log.error("listener let go", exception=type(fault).__qualname__)
        return False


def _now() -> float:
    return asyncio.get_running_loop().time()
