"""What plug-ins do after events and once a minute, as the replay drives it: in its own time and one after the other."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import BigInteger, bindparam, literal_column, select

from core.db.read import Read
from core.events.model import case_event, event_log, sequencer
from core.events.sequence import BATCH
from core.events.sequence import step as number_events
from core.plugin.follow import following
from core.plugin.minute import Minute
from core.plugin.reader import Reader
from core.replay.alone import Line
from core.services import Services

_HEAD = select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'"))
_NEW = (
    select(event_log.c.pos, case_event.c.type)
    .join(case_event, case_event.c.id == event_log.c.event_id)
    .where(event_log.c.pos > bindparam("after", type_=BigInteger()))
    .order_by(event_log.c.pos)
    .limit(BATCH)
)


@dataclass
class Followers:
    """The plug-ins that have after-effects or minutes, in load order."""

    line: Line
    readers: tuple[Reader, ...]
    minutes: tuple[Minute, ...]
    _seen: int = field(default=0, init=False)
    """The position of the log up to which it is known what there is to do."""

    @classmethod
    def of(cls, line: Line, services: Services) -> Self:
        """Those of the services' plug-ins, at the services' clock."""
        found = tuple(following(services))
        readers = tuple(Reader(line, services, one) for one in found)
        return cls(line, readers, tuple(Minute(line, services, one) for one in found))

    def __bool__(self) -> bool:
        return bool(self.readers)

    async def catch_up(self) -> None:
        """Number what has happened, and have done what plug-ins do after it and after that, until nothing is left now."""
        worked = bool(self)
        while worked:
            await self._number()
            self._seen = await Read(self.line).fetch_value(_HEAD)
            worked = any([await _drained(one) for one in self.readers])

    async def follow(self) -> None:
        """The same for what is new since, as often as a plug-in listens to it.

        A reader is not made to pass by what it does not listen to, for that is a transaction each; the next catching up
        does that, and what has to be tried again.
        """
        while self and (new := await self._new()):
            for one in self.readers:
                for _ in range(sum(new[type_] for type_ in one.loaded.manifest.listens)):
                    await one.step()

    async def look_around(self) -> None:
        """Give every plug-in this minute; time does not go back for one that has lived through a later one."""
        for one in self.minutes:
            await one.step()

    async def _number(self) -> None:
        while await number_events(self.line) == BATCH:
            pass

    async def _new(self) -> Counter[str]:
        """How many events of each type there are after those seen."""
        await self._number()
        rows = await Read(self.line).fetch(_NEW, after=self._seen)
        self._seen = max((row["pos"] for row in rows), default=self._seen)
        return Counter(row["type"] for row in rows)


async def _drained(reader: Reader) -> bool:
    """Whether there was anything."""
    worked = False
    while await reader.step():
        worked = True
    return worked
