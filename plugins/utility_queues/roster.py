"""A duty roster: weekly shifts and dated overrides, and from them who is on duty when.

Shifts are told in local wall time; Asia/Shanghai keeps one offset all the year, so a shift of eight hours always lasts
eight hours. Line 1 answers first; line 2 and further ones are its deputies. Line 1 must cover every hour (Art. 18).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from core.api import SHANGHAI
from plugins.utility_queues.intervals import Interval, gaps, subtract

FIRST_LINE = 1
DAY = 24 * 60
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Shift:
    """Every week on `weekday` (0 Monday), from minute `starts` of the day for `minutes`, past midnight if it lasts so long.

    It begins on days from `valid_from` to `valid_to`, both included; None is for ever.
    """

    line: int
    weekday: int
    starts: int
    minutes: int
    account_id: UUID
    valid_from: date
    valid_to: date | None = None

    def begins_on(self, day: date) -> bool:
        """Whether a shift begins on the day."""
        valid = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return valid and day.weekday() == self.weekday


@dataclass(frozen=True, slots=True)
class Override:
    """For its time the line is `account_id`'s, whatever the weekly shifts say; nobody's if None."""

    line: int
    time: Interval
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody on a line, for a time."""

    line: int
    time: Interval
    account_id: UUID


@dataclass(frozen=True, slots=True)
class Roster:
    """Shifts and overrides of one company; of two overrides the later in the sequence holds."""

    shifts: Sequence[Shift] = ()
    overrides: Sequence[Override] = ()

    def duties(self, window: Interval) -> tuple[Duty, ...]:
        """Who is on duty in the window, by time and line; people may share a line."""
        found = [duty for shift in self.shifts for duty in _weekly(shift, window)]
        for override in self.overrides:
            found = [part for duty in found for part in _outside(duty, override)]
            time = override.time.within(window)
            if override.account_id is not None and time is not None:
                found.append(Duty(override.line, time, override.account_id))
        return tuple(sorted(found, key=lambda duty: (duty.time, duty.line, duty.account_id)))

    def gaps(self, window: Interval) -> tuple[Interval, ...]:
        """When nobody answers first."""
        return gaps(window, [duty.time for duty in self.duties(window) if duty.line == FIRST_LINE])

    def on_duty(self, at: datetime) -> tuple[Duty, ...]:
        """Who is on duty at the instant, the first line first."""
        moment = self.duties(Interval(at, at + timedelta(minutes=1)))
        return tuple(sorted((duty for duty in moment if at in duty.time), key=lambda duty: duty.line))

    def next_on_duty(self, at: datetime) -> Duty | None:
        """To whom a matter goes that the first line leaves: its deputy now, else whoever comes first on the line next."""
        now = self.on_duty(at)
        busy = {duty.account_id for duty in now if duty.line == FIRST_LINE}
        deputies = (duty for duty in now if duty.line != FIRST_LINE and duty.account_id not in busy)
        coming = self.duties(Interval(at, at + timedelta(minutes=WEEK)))
        later = (duty for duty in coming if duty.line == FIRST_LINE and duty.account_id not in busy)
        return next(deputies, None) or next(later, None)


def midnight(day: date) -> datetime:
    """When the local day begins."""
    return datetime.combine(day, time(), SHANGHAI)


def days(since: date, number: int) -> Interval:
    """So many local days from a day on."""
    return Interval(midnight(since), midnight(since + timedelta(days=number)))


def _weekly(shift: Shift, window: Interval) -> Iterator[Duty]:
    for day in _dates(window, before=timedelta(minutes=shift.minutes)):
        if shift.begins_on(day):
            start = midnight(day) + timedelta(minutes=shift.starts)
            time = Interval(start, start + timedelta(minutes=shift.minutes)).within(window)
            if time is not None:
                yield Duty(shift.line, time, shift.account_id)


def _dates(window: Interval, *, before: timedelta) -> Iterable[date]:
    """The local dates on which something may begin that reaches into the window."""
    first = (window.start - before).astimezone(SHANGHAI).date()
    last = window.end.astimezone(SHANGHAI).date()
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _outside(duty: Duty, override: Override) -> Iterator[Duty]:
    if duty.line != override.line:
        yield duty
        return
    for time_left in subtract(duty.time, [override.time]):
        yield replace(duty, time=time_left)
