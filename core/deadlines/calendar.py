"""Working time: working days and office hours together.

Every instant taken must be aware, of any zone; every instant returned is aware, in Asia/Shanghai.
"""

from datetime import date, datetime, timedelta

from core.clock import SHANGHAI
from core.deadlines.hours import OfficeHours, since_midnight
from core.deadlines.workdays import CalendarError, WorkDays


class Calendar:
    """Working days with the office hours of one policy profile; cheap to make, so one per profile on one WorkDays."""

    def __init__(self, workdays: WorkDays, hours: OfficeHours) -> None:
        self.workdays = workdays
        self.hours = hours
        self._length = hours.length
        self._last: tuple[datetime, timedelta] | None = None

    def close_of(self, day: date) -> datetime:
        """Close of office on the date (whether or not it is worked)."""
        return datetime.combine(day, self.hours.closes, SHANGHAI)

    def first_close(self, instant: datetime) -> int:
        """Index in `workdays` of the first working day whose close of office is not before the instant."""
        moment = local(instant)
        index = self.workdays.index_from(moment.date())
        closed = self.hours.closes < moment.time() and self._is_working(index, moment.date())
        return index + closed

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from start to end; negative when end is the earlier."""
        return self._worked(end) - self._worked(start)

    def add_working_time(self, start: datetime, time: timedelta) -> datetime:
        """The earliest instant, not before start, with that much working time between it and start.

        So the answer for zero is start itself, and a day's last minute ends at close of office, not next morning.
        """
        if time < timedelta():
            raise CalendarError(f"working time to add must not be negative, but is {time}")
        if not time:
            return local(start)
        days, rest = divmod(self._worked(start) + time, self._length)
        if not rest:
            days, rest = days - 1, self._length
        midnight = datetime.combine(self.workdays[days], datetime.min.time(), SHANGHAI)
        return midnight + self.hours.moment(rest)

    def is_provisional(self, start: datetime, end: datetime) -> bool:
        """Whether an answer that looked at the dates from start to end rests on a year not yet published."""
        return self.workdays.is_provisional(local(start).date(), local(end).date())

    def _worked(self, instant: datetime) -> timedelta:
        """Working time from the beginning of the calendar to the instant. The clocks of a command ask for the same one."""
        if self._last is None or self._last[0] is not instant:
            self._last = instant, self._count(local(instant))
        return self._last[1]

    def _count(self, moment: datetime) -> timedelta:
        index = self.workdays.index_from(moment.date())
        whole = index * self._length
        if not self._is_working(index, moment.date()):
            return whole
        return whole + self.hours.worked(since_midnight(moment.time()))

    def _is_working(self, index: int, day: date) -> bool:
        return index < len(self.workdays) and self.workdays[index] == day


def local(instant: datetime) -> datetime:
    """The instant in Asia/Shanghai. Raises CalendarError for one without offset."""
    if instant.tzinfo is None:
        raise CalendarError(f"{instant.isoformat()} has no offset: write it like 2026-11-22T09:30:00+08:00")
    return instant.astimezone(SHANGHAI)
