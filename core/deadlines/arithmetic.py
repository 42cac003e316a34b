"""When a clock is due, when it warns, what it has used: pure functions of its state and the calendar.

Days: the start day does not count; due at close of office of the n-th counting day (`day_count`). A budget of civil
days that ends on a day of rest is due on the next working day (民法典 art. 203).
Minutes: a pause stops them. An act at the due instant is in time: a pause that begins then still holds the clock.
Every instant returned is aware, in Asia/Shanghai.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.deadlines.budget import Mode
from core.deadlines.calendar import Calendar, local
from core.deadlines.day_count import close_before, counting_days, due_day
from core.deadlines.rulers import time_ruler
from core.deadlines.state import ClockState

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The instant, or None while an open pause stands before it; provisional if it rests on an unpublished year."""

    at: datetime | None
    provisional: bool = False

    def not_before(self, promised: datetime | None) -> "Due":
        """The later of the two: what was promised is kept, though it was reckoned earlier since."""
        if self.at is None or promised is None or promised <= self.at:
            return self
        return Due(local(promised), self.provisional)

    def is_breached_at(self, instant: datetime) -> bool:
        """Whether the instant is too late; the due instant itself is in time."""
        return self.at is not None and instant > self.at


@dataclass(frozen=True, slots=True)
class YellowRule:
    """The yellow card: so many working days before due for a budget in days, at that share of one in minutes."""

    days: int = 1
    share: float = 0.75


@dataclass(frozen=True, slots=True)
class Usage:
    """Granted, consumed and remaining in the clock's own unit: whole days, or minutes with their fraction."""

    granted: float
    consumed: float
    remaining: float


def due(state: ClockState, calendar: Calendar) -> Due:
    """When the clock is due; the red card shows from there on."""
    if state.granted.unit == "days":
        at = due_day(state, calendar)
    else:
        at = _due_time(state, calendar, timedelta(minutes=state.granted.amount))
    return Due(at, _is_provisional(state, calendar, at))


def yellow(state: ClockState, calendar: Calendar, rule: YellowRule) -> Due:
    """When the yellow card shows; never before the start. None while an open pause stands before it (days: before due).

    Days: at close of office of the `rule.days`-th working day before due's, days in a pause left out.
    Minutes: when `rule.share` of what was granted is used.
    """
    if state.granted.unit == "days":
        end = due_day(state, calendar)
        at = end and close_before(state, calendar, end, rule.days)
        return Due(at, _is_provisional(state, calendar, end))
    at = _due_time(state, calendar, timedelta(minutes=state.granted.amount) * rule.share)
    return Due(at, _is_provisional(state, calendar, at))


def usage(state: ClockState, calendar: Calendar, at: datetime) -> Usage:
    """What is used at the instant. A day is used once its close of office is reached."""
    granted = state.granted
    used: float
    if granted.unit == "days":
        used = sum(len(closes) for closes in counting_days(state, calendar, at + _INSTANT))
    else:
        ruler = time_ruler(granted.mode, calendar)
        spans = (ruler.between(since, until or at) for since, until in state.running(at))
        used = sum(spans, timedelta()) / timedelta(minutes=1)
    return Usage(granted.amount, used, max(0, granted.amount - used))


def after_import(before: Due, computed: Due, calendar: Calendar, now: datetime) -> Due:
    """The due date after a calendar import: later freely, earlier only down to the next working day's close of office.

    One that was nearer than that stays as it was: what somebody was promised is not taken away overnight.
    """
    if before.at is None or computed.at is None or computed.at >= before.at:
        return computed
    notice = calendar.close_of(calendar.workdays.add(local(now).date(), 1))
    return Due(max(computed.at, min(before.at, notice)), computed.provisional)


def _due_time(state: ClockState, calendar: Calendar, left: timedelta) -> datetime | None:
    ruler = time_ruler(state.granted.mode, calendar)
    for since, until in state.running():
        at = ruler.add(since, left)
        if until is None or at < until:
            return at
        left -= ruler.between(since, until)
    return None


def _is_provisional(state: ClockState, calendar: Calendar, at: datetime | None) -> bool:
    """Elapsed minutes ask no calendar; everything else rests on each date from the start to the answer."""
    if at is None or (state.granted.unit == "minutes" and state.granted.mode is Mode.CLOCK):
        return False
    return calendar.is_provisional(state.start, at)
