"""A clock as pure data: what was granted, from when, and when it stood still."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from core.deadlines.budget import Budget
from core.deadlines.calendar import local
from core.errors import DomainError


class ClockError(DomainError):
    """The data of a clock contradicts itself."""


@dataclass(frozen=True, slots=True)
class Extension:
    """An approved extension (Art. 15(4)): what it adds, in the clock's own unit and mode, and when it was granted."""

    budget: Budget
    at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `since` (included) up to `until` (excluded; None while it is open); reason is a code."""

    since: datetime
    until: datetime | None
    reason: str


Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class ClockState:
    """One clock. Instants may be of any zone but must be aware.

    Raises CalendarError for an instant without offset, ClockError for a pause that ends before it begins, and
    BudgetError for an extension in another unit or mode than the budget.
    """

    start: datetime
    budget: Budget
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()
    granted: Budget = field(init=False, repr=False, compare=False)
    """The budget with every extension."""
    gaps: tuple[Span, ...] = field(init=False, repr=False, compare=False)
    """When the clock stands, from the start on: in order, overlapping pauses joined; only the last can be open."""

    def __post_init__(self) -> None:
        local(self.start)
        for pause in self.pauses:
            if pause.until is not None and local(pause.until) < local(pause.since):
                raise ClockError(f"a pause ends at {pause.until} before it begins at {pause.since}")
        granted = reduce(lambda total, extension: total.plus(extension.budget), self.extensions, self.budget)
        object.__setattr__(self, "granted", granted)
        object.__setattr__(self, "gaps", self._joined() if self.pauses else ())

    def _joined(self) -> tuple[Span, ...]:
        joined: list[Span] = []
        for pause in sorted(self.pauses, key=lambda pause: pause.since):
            since, until = max(pause.since, self.start), pause.until
            if until is not None and until <= since:
                continue
            if joined and _reaches(joined[-1], since):
                since, until = joined[-1][0], _later(joined.pop()[1], until)
            joined.append((since, until))
        return tuple(joined)

    def running(self, until: datetime | None = None) -> Iterator[Span]:
        """The spans in which the clock runs, in order, up to `until`; each includes its begin, not its end."""
        begin: datetime | None = self.start
        for since, resumed in self.gaps:
            if begin is None or (until is not None and begin >= until):
                return
            if begin < since:
                yield begin, since if until is None else min(since, until)
            begin = resumed
        if begin is not None and (until is None or begin < until):
            yield begin, until

    def stands_at(self, instant: datetime) -> bool:
        """Whether the clock is paused at the instant."""
        return any(since <= instant and (until is None or instant < until) for since, until in self.gaps)


def _reaches(span: Span, instant: datetime) -> bool:
    return span[1] is None or instant <= span[1]


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)
