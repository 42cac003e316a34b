"""Which work queues an event goes to; decided in the transaction that writes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNITS_KNOW_UP_TO = 2
"""The highest secrecy whose events reach a unit's queue: what goes to discipline inspection (3) never does."""


@dataclass(frozen=True, slots=True)
class QueueBook:
    """The units' active queues, by the path of the unit. Two books are equal when they route alike."""

    by_path: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether any unit has a queue."""
        return bool(self.by_path)

    def nearest(self, path: str) -> str | None:
        """The queue of the unit at `path`, or of the nearest one above it that has a queue."""
        while path:
            if path in self.by_path:
                return self.by_path[path]
            path = path.rpartition("/")[0]
        return None

    def chosen(self, secrecy: int, paths: Iterable[str], named: Iterable[str] = ()) -> list[str]:
        """The queues of the units at `paths`, and those a plug-in named; each once, in alphabetical order."""
        units = paths if self.by_path and secrecy <= UNITS_KNOW_UP_TO else ()
        found = {queue for path in units if (queue := self.nearest(path)) is not None}
        return sorted({*found, *named})
