"""Push groups: whoever asks for the same with the same rights is told each event by one task, which makes it once.

A group follows one feed with the account of one of its listeners, whoever that is at the moment: their rights are the same.
An event is read, its rights asked and its answer encoded once; then it is written to every listener in turn.
"""

import asyncio
from contextlib import aclosing
from functools import partial
from uuid import UUID

from core.access.apart import treated_apart
from core.access.stand_in import Witness, stand_in
from core.access.viewer import Viewer
from core.errors import Refused
from schema.context import RequestContext
from schema.streams.relay import FRESH, At, Feed, Stretch
from schema.streams.watched import watched
from web.streams.circle import Circle, now
from web.streams.listeners import Caller, Listener
from web.streams.making import Making, Personal
from web.streams.packets import Noted, packets
from web.streams.pause import rest


class Group:
    """The listeners of one feed, document and audience; it is the account of one of them.

    `over` says that nobody may join any more, `personal` why, if it is that the answers depend on the account.
    """

    def __init__(self, feed: Feed, at: At, first: Listener, making: Making) -> None:
        self._feed, self._making, self._circle = feed, making, Circle(at, first)
        self._audience, self._changes = making.audience(first.caller), making.changes()
        self._witness = Witness()
        self.over = self.personal = False
        self.task = asyncio.create_task(self._run())

    def __len__(self) -> int:
        return len(self._circle)

    @property
    def told_at(self) -> float:
        """When anything was told last, by the loop's clock."""
        return self._circle.told_at

    def join(self, listener: Listener, at: At) -> None:
        """Tell him what follows `at` from now on; he is ended at once if that is too long ago."""
        self._circle.join(listener, at)

    def leave(self, listener: Listener) -> None:
        """He goes."""
        self._circle.leave(listener)
        if not len(self):
            self.over = True
            self.task.cancel()

    def dismiss(self, listener: Listener) -> None:
        """Let him go for a while, unless he is being told something."""
        self._circle.dismiss(listener)

    @property
    def now(self) -> Viewer:
        """See Live: one of them, who stands for all."""
        return stand_in(self._circle.one().caller.live.now, self._witness)

    def _context(self) -> RequestContext:
        return watched(self._making.context(self._circle.one().caller, self))

    async def _run(self) -> None:
        try:
            while len(self) and await self._follow():
                self._changes = self._making.changes()
                self._circle.keep_callers(self._belongs)
        except Personal:
            self.personal = True
        except Exception as failure:
            self._circle.fail(failure)
        finally:
            self.over = True
            self._circle.disperse()  # whatever ended it, nobody waits for it any more

    async def _follow(self) -> bool:
        """Tell what happens until it must be asked anew who may know. False when the feed itself has come to its end."""
        self._witness = Witness()  # what was read and not told is read again
        context, circle = self._context(), self._circle
        try:
            async with aclosing(self._feed.changes(context, self._feed.stand(context), circle.at)) as stretches:
                async for stretch in stretches:
                    if not await self._tell(context, stretch):
                        return True
                    self._witness.forget()
        except Refused:
            if self._moved():
                return True
            raise
        return False

    async def _tell(self, context: RequestContext, stretch: Stretch) -> bool:
        """False when the rest must not be told: it has taken its time, or anybody's rights have changed meanwhile."""
        begun, circle = now(), self._circle
        for piece in stretch.pieces(self._making.width):
            if now() - begun > FRESH:
                return False
            told = await self._making.answers(piece.told, self._context) if piece.told else []
            alike = await self._set_apart(context)
            if self._moved():
                return False
            noted = self._noted(context)
            pairs = [(one.at, answer) for one, answer in zip(piece.told, told, strict=True)]
            for packet in packets(circle.at, piece.end, pairs, now(), alike, noted):
                await circle.tell(packet)
            if piece.told:
                await rest(self._making.pause(circle.payers(), len(piece.told)))
        return True

    async def _set_apart(self, context: RequestContext) -> frozenset[UUID] | None:
        """Let those go who may know of something else than the others; the accounts that may be told, None for all.

        Asked again for each piece of a stretch, of all that was read for it: others may have come.
        Raises Personal where nobody can say who that is.
        """
        witness, circle = self._witness, self._circle
        viewer = circle.one().caller.live.now
        if self._making.shared and witness.asked:
            raise Personal
        if not viewer.matrix.withholding or not (witness.cases or witness.events):
            return None
        asked = circle.everyone()
        alike = asked - await treated_apart(context.read, viewer, list(asked), witness.cases, witness.events)
        if len(alike) < len(asked) or asked is not circle.everyone():  # somebody is apart, or has come meanwhile
            circle.keep_accounts(alike)
        return alike

    def _noted(self, context: RequestContext) -> Noted | None:
        """How to write down who is told what was just made; None where no sealed text is in it."""
        seen, sightings = self._witness.take_seen(), context.services.sightings
        return partial(sightings.saw_together, seen=seen) if seen else None

    def _moved(self) -> bool:
        return self._making.changes() != self._changes

    def _belongs(self, caller: Caller) -> bool:
        return self._making.audience(caller) is self._audience
