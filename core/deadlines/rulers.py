"""What a budget is measured with: closes of office for days, running time for minutes."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from core.deadlines.budget import Mode
from core.deadlines.calendar import Calendar, local


class DayRuler(Protocol):
    """Numbers the days that count, so that a span of days is a difference of two numbers."""

    def after(self, day: date) -> int:
        """Number of the first counting day after the date."""

    def first_close(self, instant: datetime) -> int:
        """Number of the first counting day whose close of office is not before the instant."""

    def close(self, number: int) -> datetime:
        """Close of office of that day."""


class WorkingDays:
    """Working days count."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def after(self, day: date) -> int:
        return self._calendar.workdays.index_after(day)

    def first_close(self, instant: datetime) -> int:
        return self._calendar.first_close(instant)

    def close(self, number: int) -> datetime:
        return self._calendar.close_of(self._calendar.workdays[number])


class CivilDays:
    """Every day counts."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def after(self, day: date) -> int:
        return day.toordinal() + 1

    def first_close(self, instant: datetime) -> int:
        moment = local(instant)
        return moment.date().toordinal() + (moment.time() > self._calendar.hours.closes)

    def close(self, number: int) -> datetime:
        return self._calendar.close_of(date.fromordinal(number))


class TimeRuler(Protocol):
    """Measures running time."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Time that counts from start to end."""

    def add(self, start: datetime, time: timedelta) -> datetime:
        """The earliest instant with that much counting time between it and start."""


class WorkingTime:
    """Time within office hours of working days counts."""

    def __init__(self, calendar: Calendar) -> None:
        self.between = calendar.working_time_between
        self.add = calendar.add_working_time


class ElapsedTime:
    """All time counts."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        return end.astimezone(UTC) - start.astimezone(UTC)

    def add(self, start: datetime, time: timedelta) -> datetime:
        return local(start.astimezone(UTC) + time)


def day_ruler(mode: Mode, calendar: Calendar) -> DayRuler:
    """The ruler of a budget in days."""
    return WorkingDays(calendar) if mode is Mode.WORKING else CivilDays(calendar)


def time_ruler(mode: Mode, calendar: Calendar) -> TimeRuler:
    """The ruler of a budget in minutes."""
    return WorkingTime(calendar) if mode is Mode.WORKING else ElapsedTime()
