"""What plug-ins do after events and once a minute, as the replay drives it: in its own time and one after the other."""

from dataclasses import dataclass
from typing import Self

from core.events.sequence import step as number_events
from core.plugin.follow import following
from core.plugin.minute import Minute
from core.plugin.reader import Reader
from core.replay.alone import Line
from core.services import Services


@dataclass(frozen=True, slots=True)
class Followers:
    """The readers and minutes of the plug-ins that have any."""

    line: Line
    readers: tuple[Reader, ...]
    minutes: tuple[Minute, ...]

    @classmethod
    def of(cls, line: Line, services: Services) -> Self:
        """Those of the services' plug-ins, at the services' clock."""
        found = tuple(following(services))
        readers = tuple(Reader(line, services, one) for one in found)
        return cls(line, readers, tuple(Minute(line, services, one) for one in found))

    def __bool__(self) -> bool:
        return bool(self.readers)

    async def catch_up(self) -> None:
        """Number what has happened, and have done what plug-ins do after it, until nothing is left to do now."""
        worked = bool(self)
        while worked:
            while await number_events(self.line):
                pass
            worked = any([await _drained(one) for one in self.readers])

    async def look_around(self) -> None:
        """Give every plug-in this minute; time does not go back for one that has lived through a later one."""
        for one in self.minutes:
            await one.step()


async def _drained(reader: Reader) -> bool:
    """Whether there was anything."""
    worked = False
    while await reader.step():
        worked = True
    return worked
