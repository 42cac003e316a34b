"""One date of the civil calendar, as the State Council arranged it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """Why a date is, or is not, a working day."""

    WORKDAY = "WORKDAY"
    MAKE_UP = "MAKE_UP"
    """A Saturday or Sunday that is worked to make up for a holiday (调休补班)."""
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"


@dataclass(frozen=True, slots=True)
class Day:
    """A date, whether it is worked, and the festival (春节, …) whose arrangement names it, if any."""

    date: date
    working: bool
    name: str = ""

    @property
    def kind(self) -> DayKind:
        weekend = self.date.weekday() >= 5
        if self.working:
            return DayKind.MAKE_UP if weekend else DayKind.WORKDAY
        return DayKind.WEEKEND if weekend and not self.name else DayKind.HOLIDAY


def ordinary(day: date) -> Day:
    """The date as it is when nothing is arranged: Monday to Friday are worked."""
    return Day(day, day.weekday() < 5)
