"""Office hours of a working day: several periods, with the noon break between them."""

from dataclasses import dataclass
from datetime import time, timedelta
from functools import cached_property

from core.errors import DomainError


class HoursError(DomainError, ValueError):
    """Office hours that no clock can run on."""


@dataclass(frozen=True)
class OfficeHours:
    """Periods of a day in local time, ascending; each runs from its first instant up to its last.

    Raises HoursError if there is none, one is empty, or two overlap or stand in the wrong order.
    """

    periods: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        if not self.periods:
            raise HoursError("office hours need at least one period, such as 09:00-12:00")
        for opens, closes in self.periods:
            if opens >= closes:
                raise HoursError(f"a period must end after it begins: {opens:%H:%M}-{closes:%H:%M}")
        for (_, closes), (opens, _) in zip(self.periods, self.periods[1:], strict=False):
            if opens < closes:
                raise HoursError(f"periods must follow one another: {opens:%H:%M} lies before {closes:%H:%M}")

    @cached_property
    def closes(self) -> time:
        """Close of office."""
        return self.periods[-1][1]

    @cached_property
    def length(self) -> timedelta:
        """Working time of a whole day."""
        return sum((closes - opens for opens, closes in self._spans), timedelta())

    def worked(self, since_midnight: timedelta) -> timedelta:
        """Working time of the day up to that moment."""
        done = timedelta()
        for opens, closes in self._spans:
            done += max(timedelta(), min(since_midnight, closes) - opens)
        return done

    def moment(self, worked: timedelta) -> timedelta:
        """The earliest moment (since midnight) at which that much of the day is worked; 0 < worked <= length."""
        for opens, closes in self._spans:
            if worked <= closes - opens:
                return opens + worked
            worked -= closes - opens
        raise HoursError(f"a day has only {self.length} of working time")

    @cached_property
    def _spans(self) -> tuple[tuple[timedelta, timedelta], ...]:
        return tuple((since_midnight(opens), since_midnight(closes)) for opens, closes in self.periods)


def since_midnight(moment: time) -> timedelta:
    """The moment of the day as the time passed since 00:00."""
    return timedelta(0, moment.hour * 3600 + moment.minute * 60 + moment.second, moment.microsecond)
